import type { Request, Traffic } from '../../conformance/traffic.ts'
import type { Axis } from './axis.ts'
import { html, type Markup } from './markup.ts'
import { counted, grouped } from './standing.ts'
import { drawing, path, round } from './svg.ts'

const width = 1_030
const left = 176

interface Told extends Request {
  readonly position: number
}

/** What answers told of how much may be sent, over the run: requests that are left, and when the subject asked to wait. */
export function budget({ requests, allowed }: Traffic, axis: Axis): Markup {
  const told = requests.flatMap((request, position) => (axis.isRaced(position) ? [] : [{ ...request, position }]))
  const [left, waits] = [told.filter((one) => one.left !== undefined), told.filter((one) => one.rest !== undefined)]
  const rule = allowed === undefined ? '' : ` The contract allows ${counted(allowed.requests, 'request')} in ${counted(allowed.windowSeconds, 'second')}.`
  const silent = left.length === 0 && waits.length === 0
  return html`<section class="picture" aria-labelledby="budget">
    <h3 id="budget">Rate limit</h3>
    ${
      silent
        ? html`<p class="soft">No answer told how much may be sent, and none asked to wait.${rule}</p>`
        : html`<p class="soft small">${counted(left.length, 'answer')} told how many requests are left, ${grouped(waits.length)} asked to wait.${rule}</p>
            ${picture({ left, waits, allowed }, axis)} ${table(left, waits)}`
    }
  </section>`
}

interface Shown {
  readonly left: readonly Told[]
  readonly waits: readonly Told[]
  readonly allowed: Traffic['allowed']
}

function picture({ left: points, waits, allowed }: Shown, axis: Axis): Markup {
  const most = Math.max(1, ...points.map((one) => one.left ?? 0), points.length === 0 ? 0 : (allowed?.requests ?? 0))
  const high = points.length === 0 ? 20 : 120
  const x = (position: number) => round(left + axis.begins(position) * (width - left - 8))
  const y = (count: number) => round(8 + (1 - count / most) * (high - 16))
  const lines = [...new Set(points.map((one) => one.as))].map((as, index) => {
    const own = points.filter((one) => one.as === as)
    return html`${path(`left line-${index % 4}`, steps(own, x, y))}`
  })
  const grid = points.length === 0 ? [] : [0, most]
  return drawing({
    id: 'budget-drawing',
    title: 'Requests that are left, and waits that were asked for, over the run',
    text: 'The table below tells the same.',
    width,
    height: high + 24,
    inside: html`${grid.map((count) => html`<path class="grid" d="M${left} ${y(count)}H${width - 8}" /><text class="faint" x="${left - 12}" y="${y(count) + 4}" text-anchor="end">${grouped(count)} left</text>`)}
      ${lines}
      ${path(
        'tick s4',
        waits.map(({ position }) => `M${x(position)} ${high - 14}v12`),
      )}
      ${waits.length > 0 && html`<text x="0" y="${high - 4}">asked to wait</text>`} <text class="faint" x="${left}" y="${high + 18}">${axis.name(0)}</text
      ><text class="faint" x="${width - 8}" y="${high + 18}" text-anchor="end">${axis.name(1)}</text>`,
  })
}

/** A line that stays until another number is told. */
function steps(points: readonly Told[], x: (position: number) => number, y: (count: number) => number): readonly string[] {
  return points.map(({ position, left: count = 0 }, index) => (index === 0 ? `M${x(position)} ${y(count)}` : `H${x(position)}V${y(count)}`))
}

/** Least and last of each principal: what a line tells at a glance. */
function table(points: readonly Told[], waits: readonly Told[]): Markup {
  const names = [...new Set([...points, ...waits].map(({ as }) => as))]
  const rows = names.map((name) => {
    const own = points.filter(({ as }) => as === name).map((one) => one.left ?? 0)
    const asked = waits.filter(({ as }) => as === name)
    return html`<tr>
      <th scope="row">${name}</th>
      <td class="number">${own.length === 0 ? '–' : grouped(own.reduce((least, count) => Math.min(least, count), Infinity))}</td>
      <td class="number">${grouped(asked.length)}</td>
      <td class="number">${asked.length === 0 ? '–' : grouped(asked.reduce((longest, { rest = 0 }) => Math.max(longest, rest), 0))}</td>
    </tr>`
  })
  return html`<details class="data">
    <summary>The same as a table</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">Credential</th>
          <th scope="col" class="number">Fewest left</th>
          <th scope="col" class="number">Waits asked for</th>
          <th scope="col" class="number">Longest, seconds</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </details>`
}
