import { grade as graded, type Graded } from '../../grade/grade.ts'
import { html, type Markup } from './markup.ts'
import { pageOf, type Place } from './place.ts'
import { plural } from './words.ts'

/** How well the clients of a world behaved. */
export function grade({ host, world }: Place): Markup {
  const { score, rules, clients, requests } = graded({ entries: world.journal.list(), total: world.journal.total }, host.contracts)
  const poor = rules.filter(({ verdict }) => verdict === 'poor')
  const good = rules.filter(({ verdict }) => verdict === 'good')
  const unseen = rules.filter(({ verdict }) => verdict === 'not seen')
  return html`<header class="head">
      <h2 id="grade-title">Grade of the client</h2>
      <p class="tally">${requests.seen === 0 ? 'no requests yet' : `${plural(clients, 'client')}, ${plural(requests.seen, 'request')}`}</p>
    </header>
    ${
      score === null
        ? html`<div class="empty">
            <p>Rules of good behaviour, such as waiting as told and reading before writing, are judged as soon as there is an occasion.</p>
          </div>`
        : html`<div class="score">
            ${ring(score)}
            <p>${plural(good.length, 'rule')} kept, ${poor.length} broken</p>
          </div>`
    }
    ${
      poor.length > 0 &&
      html`<ul class="rules">
        ${poor.map((rule) => broken(world.name, rule))}
      </ul>`
    }
    ${good.length > 0 && listed('kept', `${plural(good.length, 'rule')} kept`, good)}
    ${unseen.length > 0 && listed('unseen', `${plural(unseen.length, 'rule')} without an occasion`, unseen)}`
}

/** Drawn by attributes: the policy of the page allows no styles in elements. */
function ring(score: number): Markup {
  const around = 2 * Math.PI * 26
  const kind = score >= 90 ? 'settled' : score >= 60 ? 'transient' : 'failed'
  return html`<svg class="ring ${kind}" viewBox="0 0 64 64" width="64" height="64" role="img" aria-label="${score} per cent">
    <circle cx="32" cy="32" r="26" class="rail" />
    <circle cx="32" cy="32" r="26" class="arc" stroke-dasharray="${((around * score) / 100).toFixed(1)} ${around.toFixed(1)}" transform="rotate(-90 32 32)" />
    <text x="32" y="32" text-anchor="middle" dominant-baseline="central">${score}</text>
  </svg>`
}

function broken(world: string, { id, sentence, source, evidence, kept, occasions }: Graded): Markup {
  return html`<li class="poor" id="g-${id}">
    <strong>${id}</strong>
    <p>${sentence}</p>
    <ul class="small">
      ${evidence.map(
        ({ requests, note }) =>
          html`<li>
            ${requests.map((number, index) => html`${index > 0 && ', '}<a href="${pageOf(world, { request: String(number) })}">request ${number}</a>`)}: ${note}
          </li>`,
      )}
    </ul>
    <p class="soft small">Kept ${kept} of ${plural(occasions, 'time')}${source !== undefined && `; ${source}`}</p>
  </li>`
}

function listed(id: string, label: string, rules: readonly Graded[]): Markup {
  return html`<details id="rules-${id}">
    <summary>${label}</summary>
    <ul class="small">
      ${rules.map(({ sentence }) => html`<li>${sentence}</li>`)}
    </ul>
  </details>`
}
