import { altered, isAnswered, rootOf, withBody } from './altered.ts'
import type { Answer, Exchange } from '../history.ts'
import type { Answered } from './altered.ts'
import type { StatusClass } from './assertion.ts'
import type { Candidate, Contentment, Ground } from './derive.ts'

/** Those that servers of this kind answer with, the usual first (RFC 9110 section 15, RFC 6585). */
const byClass: Readonly<Record<StatusClass, readonly number[]>> = {
  '2xx': [200, 201, 202, 204, 203, 206],
  '3xx': [304, 303, 307],
  '4xx': [400, 401, 403, 404, 409, 412, 422, 428, 429, 405, 406, 408, 410, 411, 413, 414, 415, 421, 423, 426, 431],
  '5xx': [500, 503, 501],
}

const classes: readonly StatusClass[] = ['2xx', '3xx', '4xx', '5xx']

/** The statuses with which the judge would have been content, or would at least have complained of something else. A whole class where any of it would do. */
export function* statusClaims(ground: Ground, exchange: Answered): Generator<Candidate> {
  const { sent, status } = exchange.outcome.response
  if (sent !== undefined) return
  const tried = new Map(classes.flatMap((name) => byClass[name]).map((one) => [one, one === status ? undefined : tryOne(ground, exchange, one)]))
  for (const contentment of ['content', 'partly'] as const) {
    const right = classes.flatMap((name): readonly (number | StatusClass)[] => {
      const good = byClass[name].filter((one) => tried.get(one) === contentment)
      return good.length === byClass[name].length ? [name] : good
    })
    // Where nearly anything would do, it is not the status that is wrong, but that there is something to look at.
    if (right.length === 0 || right.length > 12) continue
    const instead = contentment === 'partly' ? variantFor(ground, exchange, tried) : undefined
    yield { claims: [{ exchange: exchange.number, of: 'status', statuses: right }], contentment, ...(instead && { instead: [instead] }) }
  }
}

function variantFor(ground: Ground, exchange: Answered, tried: ReadonlyMap<number, Contentment>): Exchange | undefined {
  const status = [...tried].find(([, contentment]) => contentment === 'partly')?.[0]
  return status === undefined ? undefined : variants(ground, exchange, status).find((variant) => ground.contents([variant]) === 'partly')
}

function tryOne(ground: Ground, exchange: Answered, status: number): Contentment {
  const found = new Set<Contentment>()
  for (const variant of variants(ground, exchange, status)) {
    found.add(ground.contents([variant]))
    if (found.has('content')) return 'content'
  }
  return found.has('partly') ? 'partly' : undefined
}

/** The answer with another status: with its body, with none, and with ones that were given with a status like it. */
function variants({ contract, exchanges, likes }: Ground, exchange: Answered, status: number): readonly Exchange[] {
  const { headers, body } = exchange.outcome.response
  const response: Answer = { ...exchange.outcome.response, status }
  const retold: Answered = { ...exchange, outcome: { kind: 'answered', response } }
  const plain = altered(retold, {})
  // Within its class it is the status alone that would have been another one.
  if (classOf(status) === classOf(exchange.outcome.response.status)) return [plain]
  const bare = altered(asAnswered(withBody(retold, '', '')), { headers: headers.filter(([name]) => name !== 'content-type' && name !== 'content-length') })
  if (status === 204 || status === 304) return [bare, plain]
  const like = [...likes, ...exchanges.filter(isAnswered)].filter(
    (one) => one.number !== exchange.number && classOf(one.outcome.response.status) === classOf(status),
  )
  const exact = like.toSorted((a, b) => Number(b.outcome.response.status === status) - Number(a.outcome.response.status === status))
  const others = [...new Set(exact.map(({ outcome }) => outcome.response.body))].filter((one) => one !== body).slice(0, classOf(status) === 2 ? 3 : 1)
  return [plain, ...others.map((one) => withBody(retold, one, rootOf(contract, retold)))]
}

function asAnswered(exchange: Exchange): Answered {
  if (!isAnswered(exchange)) throw new Error('Failed to alter an answer: found none.')
  return exchange
}

function classOf(status: number): number {
  return Math.floor(status / 100)
}
