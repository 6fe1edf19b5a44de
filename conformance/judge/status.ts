import { answerOf } from '../history.ts'
import { broken, kept, unclear } from '../verdict.ts'
import type { Exchange } from '../history.ts'
import type { Judgement } from '../verdict.ts'

/** An exchange in a few words, e.g. `status 412` or `no answer (ECONNRESET)`. */
export function told(exchange: Exchange | undefined): string {
  if (exchange === undefined) return 'never sent'
  if (answerOf(exchange)?.sent !== undefined) return `a list without it (status ${answerOf(exchange)?.sent?.status})`
  return exchange.outcome.kind === 'answered' ? `status ${exchange.outcome.response.status}` : `no answer (${exchange.outcome.reason})`
}

/** Judges the status of an answer; an answer that never came leaves it unclear. */
export function statusIn(exchange: Exchange | undefined, statuses: readonly number[]): Judgement {
  const answer = answerOf(exchange)
  if (exchange === undefined || answer === undefined) return unclear(`there is no answer to judge: ${told(exchange)}`)
  if (statuses.includes(answer.status)) return kept
  return broken(`status ${statuses.join(' or ')}`, told(exchange), exchange.label)
}

/** Judges that a request succeeded (2xx), or was answered with one of these statuses where they are given. */
export function accepted(exchange: Exchange | undefined, statuses?: readonly number[]): Judgement {
  if (statuses !== undefined) return statusIn(exchange, statuses)
  const answer = answerOf(exchange)
  if (exchange === undefined || answer === undefined) return unclear(`there is no answer to judge: ${told(exchange)}`)
  if (answer.status >= 200 && answer.status < 300) return kept
  return broken('a status of the class 2xx', told(exchange), exchange.label)
}

/** The first judgement that is broken, else the first that is unclear, else kept. Unclear when there are none. */
export function allOf(judgements: readonly Judgement[]): Judgement {
  if (judgements.length === 0) return unclear('there was nothing to judge')
  return judgements.find(({ kind }) => kind === 'broken') ?? judgements.find(({ kind }) => kind === 'unclear') ?? kept
}
