import type { Entry } from '../../journal.ts'
import { button } from './form.ts'
import { html, type Content, type Markup } from './markup.ts'
import { pageOf, type Place } from './place.ts'
import { cut, plural } from './words.ts'

/** Most requests that are shown. */
const MOST = 100

/** The journal, the newest first. */
export function requests(place: Place): Markup {
  const { journal } = place.world
  const entries = journal.list().toReversed()
  const told =
    journal.total === 0 ? 'none yet' : entries.length < journal.total ? `${journal.total}, the last ${entries.length} remembered` : String(journal.total)
  return html`<header class="head">
      <h2 id="requests-title">Requests</h2>
      <p class="tally">${told}</p>
      ${entries.length > 0 && button(place, { deed: 'forget-requests', label: 'Forget them', kind: 'quiet' })}
    </header>
    ${entries.length === 0 && html`<div class="empty"><p>What a client asks in this world is noted here, with what came of it and why.</p></div>`}
    <ol class="requests" reversed aria-label="Requests, the newest first">
      ${entries.slice(0, MOST).map((entry) => html`<li id="q-${entry.number}">${one(place, entry)}</li>`)}
    </ol>
    ${entries.length > MOST && html`<p class="soft">${plural(entries.length - MOST, 'older request')}: GET /__admin/requests tells all.</p>`}`
}

function one({ world }: Place, entry: Entry): Markup {
  const { number, method, target, status, at, refusal, faults, lost, phase, realAt } = entry
  return html`<details id="q-${number}-more" data-of="${realAt}">
    <summary>
      <span class="number">${number}</span>
      <span class="method">${method}</span>
      <span class="target">${cut(target, 300)}</span>
      <span class="notes"
        >${phase !== undefined && html`<span class="tag">${phase}</span>`}${refusal !== undefined && html`<span class="tag">${refusal}</span>`}${faults?.map(
          (id) => html`<span class="tag fault">fault ${id}</span>`,
        )}${lost === true && html`<span class="tag fault">connection broken</span>`}</span
      >
      <span class="status s${Math.floor(status / 100)}">${status}</span>
      <time class="soft" datetime="${at}">${at.slice(11, 19)}</time>
    </summary>
    <div class="facts-of">
      <dl class="facts">
        ${facts(entry).map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      <p><a data-explain href="${pageOf(world.name, { request: String(number) })}">What the mock made of request ${number}, and why</a></p>
    </div>
  </details>`
}

function facts(entry: Entry): readonly (readonly [string, Content])[] {
  const { requestId, realAt, operation, provider, client, caller, tag, ifMatch, key, body, retryAfter, resource } = entry
  const known: readonly (readonly [string, Content])[] = [
    ['Operation', operation],
    ['Provider', provider],
    ['Request id', requestId],
    ['Real time', realAt],
    ['Resource', resource && `${resource.type} ${resource.address.join(' / ')}`],
    ['Caller', caller],
    ['Client', client],
    ['If-Match', ifMatch],
    ['Entity tag', tag],
    ['Idempotency key (hash)', key],
    ['Body', body && `${plural(body.bytes, 'byte')}, SHA-256 ${body.hash}…`],
    ['Retry-After', retryAfter],
  ]
  return known.filter(([, value]) => value !== undefined)
}
