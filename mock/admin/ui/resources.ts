import { digits } from '../../ids.ts'
import { isReachable } from '../../existence.ts'
import type { Moment } from '../../moment.ts'
import type { Resource } from '../../record.ts'
import { momentOf, startable } from '../lifecycle.ts'
import { button, form } from './form.ts'
import { lifeOf, type Life } from './life.ts'
import { html, type Content, type Markup } from './markup.ts'
import { historiesOf, type Done, type Histories } from './past.ts'
import { pageOf, type Place } from './place.ts'
import { instant, plural, time } from './words.ts'

/** Most resources that are shown of a world: a page is for people. */
const MOST = 100

export interface Standing {
  readonly moment: Moment
  readonly resource: Resource
  readonly life: Life | undefined
}

/** What there is, the youngest first. Of a provider that nobody has asked anything, nothing is made to be looked at. */
export function standingsOf({ world }: Place): readonly Standing[] {
  const found = world.contracts().flatMap((contract) => {
    const moment = momentOf(world, contract)
    const reachable = [...world.store(contract).all()].filter((resource) => isReachable(moment, resource))
    return reachable.map((resource): Standing => ({ moment, resource, life: lifeOf(moment, resource) }))
  })
  return found.filter(({ life }) => life?.standing.phase !== 'gone').sort((one, other) => other.resource.born - one.resource.born)
}

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

function card(place: Place, { moment, resource, life }: Standing, past: Histories): Markup | undefined {
  if (life === undefined) return undefined
  const { type, address } = resource
  const key = digits(moment.contract.id, type, ...address).slice(0, 12)
  const [name, parents] = [address[address.length - 1] ?? '', address.slice(0, -1)]
  return html`<article class="life ${life.kind}" id="r-${key}" data-phase="${life.standing.phase}" data-name="${name}" aria-labelledby="r-${key}-name">
    <header>
      <h3 id="r-${key}-name">${parents.length > 0 && html`<span class="soft">${parents.join(' / ')} / </span>`}${name}</h3>
      <p class="soft small">${type} · ${moment.contract.title}</p>
      <p class="phase ${life.kind}">${life.standing.phase}</p>
    </header>
    ${track(place, life)} ${moves(place, { moment, resource, life })}
    <details id="r-${key}-past">
      <summary>Timeline</summary>
      ${timeline(place, life, past(moment.contract.id, resource))}
    </details>
  </article>`
}

/** The way of the last trigger as a row of stops; assistive technology reads a list. */
function track({ world }: Place, { stops, trigger }: Life): Markup {
  const now = world.clock.now()
  const words = { past: 'passed', now: 'now', next: 'to come' } as const
  return html`<ol class="track" aria-label="Way of “${trigger}”">
    ${stops.map(
      ({ phase, kind, is, at }) =>
        html`<li class="${is} ${kind}" ${is === 'now' && html`aria-current="step"`}>
          <span class="dot" aria-hidden="true"></span><span class="name">${phase}</span
          ><span class="when">${at === undefined ? words[is] : time(at, now)}<span class="hidden-text"> (${words[is]})</span></span>
        </li>`,
    )}
  </ol>`
}

function moves(place: Place, { moment, resource, life }: Standing): Content {
  const { type, address } = resource
  const fields = { provider: moment.contract.id, type, address: JSON.stringify(address) }
  const name = address[address.length - 1] ?? ''
  const triggers = startable(moment, resource)
  const step = life?.standing.settled === false && button(place, { deed: 'step', fields, label: 'Next phase', says: `Next phase of ${name}` })
  const others = triggers.map((trigger) =>
    button(place, { deed: 'trigger', fields: { ...fields, trigger }, label: trigger, kind: 'quiet', says: `${trigger}: ${name}` }),
  )
  if (step === false && others.length === 0) return undefined
  return html`<div class="moves">${step}${others.length > 0 && html`<span class="soft small">Set in motion:</span> ${others}`}</div>`
}

function timeline({ world }: Place, life: Life, done: readonly Done[]): Markup {
  const now = world.clock.now()
  const stops = life.stops.filter(({ at }) => at !== undefined)
  return html`<ol class="timeline">
    ${done.map(
      ({ number, at, did, what }) =>
        html`<li>
          <time datetime="${instant(at)}">${time(at, now)}</time>
          <span>${did} by <a href="${pageOf(world.name, { request: String(number) })}">request ${number}</a>, ${what}</span>
        </li>`,
    )}
    <li><time datetime="${instant(life.began)}">${time(life.began, now)}</time> <span>“${life.trigger}” was set in motion</span></li>
    ${stops.map(
      ({ at = 0, phase, is, kind }) =>
        html`<li class="${is}">
          <time datetime="${instant(at)}">${time(at, now)}</time>
          <span class="phase ${kind}">${phase}</span>${is === 'next' && html` <span class="soft">expected</span>`}
        </li>`,
    )}
  </ol>`
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
