import { button, form } from './form.ts'
import { html, type Markup } from './markup.ts'
import type { Place } from './place.ts'
import { standingsOf } from './standings.ts'

const leaps = [
  [1, '+1 s'],
  [60, '+1 min'],
  [3600, '+1 h'],
  [86_400, '+1 day'],
] as const

const speeds = [
  [1, 'real time'],
  [10, '10 times as fast'],
  [60, 'a minute each second'],
  [3600, 'an hour each second'],
] as const

/** The clock of a world, and all that can be done to it. The script goes on counting from `data-now`. */
export function clock(place: Place): Markup {
  const { mode, now, scale } = place.world.clock.state()
  const running = mode === 'real' ? 'runs with the real time' : mode === 'frozen' ? 'stands still' : `runs ${scale} times as fast`
  const next = nextChange(place)
  const jump = html`<button name="seconds" value="${String(next ?? 0)}" ${next === undefined && html`disabled`}>To the next phase</button>`
  return html`<header class="head">
      <h2 id="clock-title">Clock</h2>
      <p class="tally"><span class="badge ${mode}">${running}</span></p>
      ${button(place, { deed: 'reset-clock', label: 'Reset', kind: 'quiet', says: 'Reset the clock' })}
    </header>
    <p class="time"><time id="now" datetime="${now}" data-now="${String(Date.parse(now))}" data-scale="${String(scale)}">${shown(now)}</time></p>
    <div class="row">
      ${
        mode === 'frozen'
          ? button(place, { deed: 'scale', fields: { factor: '1' }, label: 'Run', kind: 'main', says: 'Run with the real time' })
          : button(place, { deed: 'freeze', label: 'Freeze', kind: 'main', says: 'Freeze the clock' })
      }
      ${form(place, { deed: 'advance', name: 'inline', inside: jump })}
    </div>
    ${form(place, {
      deed: 'advance',
      name: 'row even',
      inside: leaps.map(([seconds, label]) => html`<button name="seconds" value="${seconds}" aria-label="Advance ${label}">${label}</button>`),
    })}
    ${form(place, {
      deed: 'scale',
      name: 'row',
      inside: html`<p class="field grow">
          <label for="factor">Speed</label
          ><select id="factor" name="factor">
            ${speedsWith(scale).map(([factor, label]) => html`<option value="${factor}" ${factor === scale && html`selected`}>${label}</option>`)}
          </select>
        </p>
        <button class="quiet">Set</button>`,
    })}`
}

/** The speeds to choose from, and the present one. */
function speedsWith(scale: number): readonly (readonly [number, string])[] {
  return scale === 0 || speeds.some(([factor]) => factor === scale) ? speeds : [[scale, `${scale} times as fast`], ...speeds]
}

/** Seconds until some lifecycle comes to its next phase; undefined where time brings none on. */
function nextChange(place: Place): number | undefined {
  const now = place.world.clock.now()
  const due = standingsOf(place).flatMap(({ life }) => life?.stops.flatMap(({ at, is }) => (is === 'next' && at !== undefined && at > now ? [at] : [])) ?? [])
  return due.length === 0 ? undefined : (due.reduce((least, at) => Math.min(least, at)) - now) / 1000
}

/** `2026-02-01 14:00:00`, in UTC. */
function shown(now: string): string {
  return now.slice(0, 19).replace('T', ' ')
}
