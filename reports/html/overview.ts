import type { Request, Traffic } from '../../conformance/traffic.ts'
import type { Axis } from './axis.ts'
import { classOf } from './exchange.ts'
import { lanesOf, type Course } from './courses.ts'
import { html, type Markup } from './markup.ts'
import { counted, grouped } from './standing.ts'
import { box, drawing, path, round, word } from './svg.ts'

const width = 1_030
const left = 176
const bins = 150
const barsHigh = 64
const rowHigh = 9
/** Rows for resources of one type, and types, at most. */
const mostRows = 12
const mostTypes = 12

const classes = ['s2', 's3', 's1', 's4', 's5', 'lost'] as const
const said: Readonly<Record<string, string>> = { s1: '1xx', s2: '2xx', s3: '3xx', s4: '4xx', s5: '5xx', lost: 'no answer' }

/** The whole run: answers by class, and below, for each type, the lives of its resources with their phases. */
export function overview({ requests }: Traffic, courses: readonly Course[], axis: Axis): Markup {
  const types = [...new Set(courses.map(({ thing }) => thing.resource))]
    .map((type) => ({ type, all: courses.filter(({ thing }) => thing.resource === type) }))
    .toSorted((a, b) => b.all.length - a.all.length)
    .slice(0, mostTypes)
  let y = barsHigh + 30
  const rows = types.map(({ type, all }) => {
    const lanes = lanesOf(all).slice(0, mostRows)
    const top = y
    y += lanes.length * rowHigh + 12
    return html`<text x="0" y="${top + 8}">${word(type, 20)}</text
      ><text class="faint" x="${left - 12}" y="${top + 8}" text-anchor="end">${all.length}</text
      >${lanes.map((lane, row) => lane.map((course) => life(course, top + row * rowHigh)))}`
  })
  const text = `${counted(requests.length, 'request')}: ${inWords(requests)}. ${types.map(({ type, all }) => `${all.length} of ${type}`).join(', ')}.`
  return html`${drawing({
      id: 'overview',
      title: 'Answers and lives of resources over the run',
      text,
      width,
      height: y + 22,
      inside: html`${answers(requests, axis)} ${rows} ${scale(axis, y + 6)}`,
    })}
    <ul class="legend small">
      ${classes.filter((name) => requests.some(({ status }) => classOf(status) === name)).map((name) => html`<li><i class="swatch ${name}"></i> ${said[name]}</li>`)}
      <li><i class="swatch transient"></i> in transition</li>
      <li><i class="swatch settled"></i> settled</li>
      <li><i class="swatch failed-phase"></i> failed</li>
      <li><i class="swatch none"></i> no phases</li>
    </ul>`
}

function inWords(requests: readonly Request[]): string {
  return classes.flatMap((name) => counts(requests, name)).join(', ')
}

function counts(requests: readonly Request[], name: string): readonly string[] {
  const count = requests.filter(({ status }) => classOf(status) === name).length
  return count === 0 ? [] : [`${grouped(count)} ${said[name] ?? name}`]
}

/** Stacked bars, one for each part of the run. */
function answers(requests: readonly Request[], axis: Axis): Markup {
  const found = Array.from({ length: bins }, () => new Map<string, number>())
  for (const [index, { status }] of requests.entries()) {
    const bin = found[Math.min(bins - 1, Math.floor(axis.begins(axis.first(index)) * bins))]
    bin?.set(classOf(status), (bin.get(classOf(status)) ?? 0) + 1)
  }
  const most = Math.max(1, ...found.map((bin) => [...bin.values()].reduce((sum, count) => sum + count, 0)))
  const step = (width - left) / bins
  const parts = new Map<string, string[]>(classes.map((name) => [name, []]))
  for (const [index, bin] of found.entries()) {
    let base = barsHigh
    for (const name of classes) {
      const high = ((bin.get(name) ?? 0) / most) * (barsHigh - 6)
      if (high === 0) continue
      base -= high
      parts.get(name)?.push(box(left + index * step, base, [step - 0.6, high]))
    }
  }
  return html`<text x="0" y="${barsHigh - 2}">answers</text>${classes.map((name) => path(`fill ${name}`, parts.get(name) ?? []))}`
}

/** One life: what is known of its phases, on a base of what was sent about it. */
function life({ thing, index, begins, ends, spans }: Course, y: number): Markup {
  const x = (place: number) => left + place * (width - left)
  const high = rowHigh - 3
  const base = html`<rect
    class="fill none"
    data-thing="${index}"
    x="${round(x(begins))}"
    y="${y}"
    width="${round(Math.max(1.5, x(ends) - x(begins)))}"
    height="${high}"
    ><title>${thing.resource} ${thing.id}</title></rect
  >`
  const kinds = [...new Set(spans.map(({ kind }) => kind))]
  const over = kinds.map((kind) =>
    path(
      `fill ${kind} through`,
      spans.filter((span) => span.kind === kind).map((span) => box(x(span.begins), y, [Math.max(1, x(span.ends) - x(span.begins)), high])),
    ),
  )
  return html`${base}${over}`
}

function scale(axis: Axis, y: number): Markup {
  const marks = [0, 0.25, 0.5, 0.75, 1]
  return html`${marks.map((place) => {
    const x = left + place * (width - left)
    return html`<text class="faint" x="${x}" y="${y + 10}" text-anchor="${place === 0 ? 'start' : place === 1 ? 'end' : 'middle'}">${axis.name(place)}</text>`
  })}`
}
