import { digits } from '../../ids.ts'
import { idOf, type Resource } from '../../record.ts'
import { startable } from '../lifecycle.ts'
import { button } from './form.ts'
import type { Life } from './life.ts'
import { html, type Content, type Markup } from './markup.ts'
import type { Done, Histories } from './past.ts'
import { pageOf, type Place } from './place.ts'
import type { Standing } from './standings.ts'
import { cut, instant, time } from './words.ts'

/** One that lives: where it stands, the way that it takes, what may be done to it, and what was. */
export function card(place: Place, { moment, resource, life }: Standing, past: Histories): Markup | undefined {
  if (life === undefined) return undefined
  const { type, address } = resource
  const key = digits(moment.contract.id, type, ...address).slice(0, 12)
  const parents = address.slice(0, -1)
  const name = calledOf(resource)
  return html`<article class="life ${life.kind}" id="r-${key}" data-phase="${life.standing.phase}" data-name="${name}" aria-labelledby="r-${key}-name">
    <header>
      <h3 id="r-${key}-name">${parents.length > 0 && html`<span class="soft">${parents.join(' / ')} / </span>`}${name}</h3>
      <p class="soft small">${type}${name !== idOf(resource) && ` ${idOf(resource)}`} · ${moment.contract.title}</p>
      <p class="phase ${life.kind}">${life.standing.phase}</p>
    </header>
    ${life.stops.length > 1 && track(place, life)} ${moves(place, { moment, resource, life })}
    <details id="r-${key}-past">
      <summary>Timeline</summary>
      ${timeline(place, life, past(moment.contract.id, resource))}
    </details>
  </article>`
}

/** Where a vendor makes the identifiers, people know their things by what they called them. */
const names = ['name', 'displayName', 'display_name', 'title']

function calledOf(resource: Resource): string {
  const found = names.map((name) => resource.fields[name]).find((value) => typeof value === 'string' && value !== '')
  return typeof found === 'string' ? cut(found, 80) : idOf(resource)
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
  const name = calledOf(resource)
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
