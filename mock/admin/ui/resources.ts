import { card } from './card.ts'
import { form } from './form.ts'
import { html, type Markup } from './markup.ts'
import { historiesOf } from './past.ts'
import type { Place } from './place.ts'
import { standingsOf, type Standing } from './standings.ts'
import { plural } from './words.ts'

/** Most resources that are shown of a world: a page is for people. */
const MOST = 100

/** Those that live, each with its lifecycle, and what else there is. */
export function resources(place: Place): Markup {
  const all = standingsOf(place)
  const living = all.filter(({ life }) => life !== undefined)
  const still = all.filter(({ life }) => life === undefined)
  const past = historiesOf(place.world.journal)
  const moving = living.filter(({ life }) => life?.standing.settled === false).length
  return html`<header class="head">
      <h2 id="resources-title">Resources</h2>
      <p class="tally">
        ${living.length === 0 ? 'none that live' : `${plural(living.length, 'resource')}, ${moving === 0 ? 'all settled' : `${moving} on the way`}`}
      </p>
      ${paces(place)}
    </header>
    ${living.length === 0 ? nobody(place) : html`<div class="lives">${living.slice(0, MOST).map((standing) => card(place, standing, past))}</div>`}
    ${living.length > MOST && html`<p class="soft">${living.length - MOST} more are not shown here; GET /__admin/resources lists all.</p>`}
    ${still.length > 0 && others(still)}`
}

function paces(place: Place): Markup {
  const { pace } = place.world.settings
  const now = typeof pace === 'string' ? pace : `reads:${pace.reads}`
  const words: Readonly<Record<string, string>> = {
    time: 'with the clock',
    immediate: 'at once',
    manual: 'by hand',
    'reads:3': 'by the third read',
  }
  const choices = Object.entries({ [now]: now.replace(':', ' '), ...words }).map(
    ([value, label]) => html`<option value="${value}" ${value === now && html`selected`}>${label}</option>`,
  )
  return form(place, {
    deed: 'pace',
    name: 'inline',
    inside: html`<label for="pace">Lifecycles advance</label
      ><select id="pace" name="pace">
        ${choices}</select
      ><button class="quiet">Set</button>`,
  })
}

function nobody({ host }: Place): Markup {
  return html`<div class="empty">
    <p><strong>Nothing lives here yet.</strong></p>
    <p>Create something, and watch it come up here. Served are</p>
    <ul class="served">
      ${host.contracts.map(({ title, roots }) => html`<li>${title} at ${roots.map((root, index) => html`${index > 0 && ' and '}<code>${root === '' ? '/' : root}</code>`)}</li>`)}
    </ul>
  </div>`
}

/** What does not move: the plans, tenants and keys that a provider has. */
function others(still: readonly Standing[]): Markup {
  const byType = new Map<string, string[]>()
  for (const { moment, resource } of still) {
    const key = `${moment.contract.title}: ${resource.type}`
    byType.set(key, [...(byType.get(key) ?? []), resource.address.join(' / ')])
  }
  return html`<details class="others" id="others">
    <summary>${plural(still.length, 'thing')} without a lifecycle</summary>
    <dl>
      ${[...byType].map(
        ([type, names]) =>
          html`<div>
            <dt>${type}</dt>
            <dd>${names.slice(0, 20).join(', ')}${names.length > 20 && ` and ${names.length - 20} more`}</dd>
          </div>`,
      )}
    </dl>
  </details>`
}
