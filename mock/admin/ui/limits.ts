import { button, form } from './form.ts'
import { html, type Markup } from './markup.ts'
import type { Place } from './place.ts'
import { plural } from './words.ts'

/** Rate limits: which are in force, how much of them is used, and how to run into one on purpose. */
export function limits(place: Place): Markup {
  const { host, world } = place
  const { limits: set } = world.settings
  const { windows, forced } = world.limiter.state()
  const most = windows.reduce((used, window) => Math.max(used, window.used), 0)
  const own = host.contracts.flatMap(({ title, behaviour: { rateLimit } }) =>
    rateLimit === undefined ? [] : [`${title}: ${rateLimit.requests} in ${rateLimit.windowSeconds} s`],
  )
  const inForce = set === false ? 'off' : set === true ? 'as the vendors have them' : `${set.requests} in ${set.windowSeconds} s`
  return html`<header class="head">
      <h2 id="limits-title">Limits</h2>
      <p class="tally">${set === false ? inForce : html`<span class="badge on">${inForce}</span>`}</p>
    </header>
    ${forced > 0 && html`<p class="notice">The next ${plural(forced, 'request')} will be refused.</p>`}
    ${windows.length > 0 && html`<p class="small">${plural(windows.length, 'caller')} counted; the busiest sent ${plural(most, 'request')} in its window.</p>`}
    <p class="soft small">${own.length === 0 ? 'No provider here documents a limit.' : own.join('; ')}</p>
    <div class="row">
      ${
        set === false
          ? own.length > 0 && button(place, { deed: 'limits', fields: { limits: 'true' }, label: "Enforce the vendors' own", kind: 'main' })
          : button(place, { deed: 'limits', fields: { limits: 'false' }, label: 'Switch off', kind: 'main', says: 'Switch limits off' })
      }
    </div>
    ${form(place, {
      deed: 'own-limits',
      name: 'row',
      inside: html`${number({ id: 'limit-requests', label: 'Requests', value: 10, name: 'requests' })}
        ${number({ id: 'limit-seconds', label: 'in seconds', value: 1, name: 'windowSeconds' })} <button class="quiet">Set</button>`,
    })}
    ${form(place, {
      deed: 'force',
      name: 'row',
      inside: html`${number({ id: 'force-requests', label: 'Refuse next', value: 1, name: 'requests' })}
        ${number({ id: 'force-seconds', label: 'wait seconds', value: 1, name: 'retryAfterSeconds' })} <button class="quiet">Refuse</button>`,
    })}`
}

function number({ id, label, value, name }: { id: string; label: string; value: number; name: string }): Markup {
  return html`<p class="field short">
    <label for="${id}">${label}</label><input id="${id}" name="${name}" type="number" min="0" step="any" value="${value}" required />
  </p>`
}
