import type { Request } from '../../conformance/traffic.ts'
import { clipped } from '../visible.ts'
import type { Axis } from './axis.ts'
import type { Course } from './courses.ts'
import { duration } from './axis.ts'
import { classOf } from './exchange.ts'
import { html, type Markup } from './markup.ts'
import { counted } from './standing.ts'
import { drawing, path, round, word } from './svg.ts'

const width = 760
const left = 64
const laneHigh = 20
/** Rows of a table at most; rows in a row that tell the same are one. */
const mostRows = 60

/** One resource, to be unfolded: its phases, what was sent about it, and the same as a table. */
export function life(course: Course, axis: Axis): Markup {
  const { thing, index, requests } = course
  const way = [
    ...thing.looks.slice(0, 8).map(({ phase }) => word(phase, 40)),
    ...(thing.looks.length > 8 ? ['…'] : []),
    ...(thing.gone === undefined ? [] : ['gone']),
  ]
  return html`<details class="life" id="thing-${index}" data-thing="${index}">
    <summary>
      <span class="type">${thing.resource}</span> <code>${clipped(thing.id, 80)}</code> <span class="soft">${way.join(' → ')}</span>
      <span class="soft many">${counted(requests.length, 'request')}</span>
    </summary>
    ${picture(course, axis)} ${table(course, axis)}
  </details>`
}

/** Where the requests of one life stand in its own picture: times, or on the mock one after the other. */
function placesOf({ requests, positions }: Course, axis: Axis): (index: number) => number {
  const [first, last] = [axis.begins(positions[0] ?? 0), axis.ends(positions.at(-1) ?? 0)]
  const isByTime = axis.title.startsWith('Time')
  return (index) => (isByTime ? (axis.begins(positions[index] ?? 0) - first) / Math.max(1e-9, last - first) : index / Math.max(1, requests.length))
}

function picture(course: Course, axis: Axis): Markup {
  const { thing, index, requests, positions, spans } = course
  const place = placesOf(course, axis)
  const x = (at: number) => round(left + at * (width - left - 8))
  const methods = [...new Set(requests.map(({ method }) => method))]
  const top = spans.length === 0 ? 0 : 26
  const lanes = methods.map((method, lane) => {
    const y = top + lane * laneHigh + 4
    const marks = new Map<string, string[]>()
    for (const [at, request] of requests.entries()) {
      if (request.method !== method) continue
      const name = axis.isRaced(positions[at] ?? 0) ? 'raced' : classOf(request.status)
      marks.set(name, [...(marks.get(name) ?? []), `M${x(place(at))} ${y}v12`])
    }
    return html`<text x="0" y="${y + 10}">${word(method, 8)}</text>${[...marks].map(([name, parts]) => path(`tick ${name}`, parts))}`
  })
  const height = top + methods.length * laneHigh + 20
  return drawing({
    id: `thing-${index}`,
    title: `Phases of and requests about ${thing.resource} ${clipped(thing.id, 80)}`,
    text: 'The table below tells the same.',
    width,
    height,
    inside: html`${phases(course, (at) => x(place(at)), x(1))} ${lanes}
      <text class="faint" x="${left}" y="${height - 4}">${axis.name(axis.begins(positions[0] ?? 0))}</text>
      <text class="faint" x="${width - 8}" y="${height - 4}" text-anchor="end">${axis.name(axis.begins(positions.at(-1) ?? 0))}</text>`,
  })
}

function phases({ thing, requests, spans }: Course, x: (index: number) => number, end: number): Markup {
  const placeOf = (number: number) =>
    x(
      Math.max(
        0,
        requests.findIndex((request) => request.number === number),
      ),
    )
  const over = thing.gone === undefined ? end : placeOf(thing.gone)
  return html`${thing.looks.map(({ phase, from }, index) => {
    const [begins, next] = [placeOf(from), thing.looks[index + 1]]
    const wide = round(Math.max(2, (next === undefined ? over : placeOf(next.from)) - begins))
    const name = word(phase, 40)
    return html`<rect class="fill ${spans[index]?.kind ?? 'none'}" x="${begins}" y="0" width="${wide}" height="20" rx="3" />${
        wide > name.length * 7 + 8 && html`<text class="on-phase" x="${round(begins + 6)}" y="14">${name}</text>`
      }`
  })}`
}

interface Row {
  readonly first: Request
  last: Request
  count: number
  readonly answer: string
}

function table(course: Course, axis: Axis): Markup {
  const rows = rowsOf(course, axis)
  const isByTime = axis.title.startsWith('Time')
  return html`<div class="wide" tabindex="0" role="group" aria-label="Requests about ${course.thing.resource} ${clipped(course.thing.id, 80)}">
    <table class="small">
      <thead>
        <tr>
          <th scope="col">Request</th>
          ${isByTime && html`<th scope="col" class="number">At</th>`}
          <th scope="col">What</th>
          <th scope="col">Answer</th>
          <th scope="col">Phase</th>
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, mostRows).map(
          ({ first, last, count, answer }) =>
            html`<tr>
              <td>${first.number}${count > 1 && `–${last.number}`}</td>
              ${isByTime && html`<td class="number">${duration(first.sent)}</td>`}
              <td>${first.method} ${clipped(first.label, 60)}${count > 1 && ` × ${count}`}</td>
              <td>${answer}</td>
              <td>${last.number === course.thing.gone ? 'gone' : first.phase !== undefined && clipped(first.phase, 40)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${rows.length > mostRows && html`<p class="soft">${rows.length - mostRows} more rows are left out here.</p>`}
  </div>`
}

function rowsOf({ requests, positions }: Course, axis: Axis): readonly Row[] {
  const rows: Row[] = []
  for (const [index, request] of requests.entries()) {
    const isRaced = axis.isRaced(positions[index] ?? 0)
    const answer = isRaced ? 'raced' : request.status === 0 ? 'none' : String(request.status)
    const told = isRaced ? { ...request, phase: undefined } : request
    const last = rows.at(-1)
    if (last && last.answer === answer && last.first.method === request.method && last.first.label === request.label && last.first.phase === told.phase) {
      last.last = request
      last.count += 1
    } else {
      const { phase, ...rest } = told
      rows.push({ first: { ...rest, ...(phase !== undefined && { phase }) }, last: request, count: 1, answer })
    }
  }
  return rows
}
