import { at, isObject } from '../../specs/json.ts'
import { answerOf, succeeded } from '../history.ts'
import { jsonIn } from './assertion.ts'
import { BURSTS } from '../session.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'
import type { Exchange } from '../history.ts'

/** Exchanges that are told besides those of the finding itself. */
const most = 16
/** Shorter texts stand in too many places to tell where they come from. */
const shortest = 5

/**
 * What came before a finding and made what it is about: of the whole run, the exchanges that showed or named the identifiers, entity
 * tags and credentials that its requests use and its own answers do not tell, those that these rest on, and the last read of what
 * was waited for. In the order in which they were sent.
 */
export function originsOf(contract: Contract, evidence: readonly Exchange[], trace: readonly Exchange[]): readonly Exchange[] {
  const first = Math.min(...evidence.map(({ number }) => number))
  const own = new Set(evidence.map(({ number }) => number))
  const earlier = trace
    .filter(({ number }) => !own.has(number) && number < Math.max(...own) && number > BURSTS === first > BURSTS)
    .toSorted((a, b) => a.number - b.number)
  const found = new Map<number, Exchange>()
  const explained = new Set<string>()
  const look = (exchange: Exchange, before: readonly Exchange[]): void => {
    const tags = tagsIn(exchange)
    for (const token of new Set([...tokensIn(exchange), ...tags])) {
      const key = `${token} ${before.length}`
      if (explained.has(key) || before.some((one) => own.has(one.number) && makes(contract, one, token))) continue
      explained.add(key)
      if (tags.includes(token) && before.some((one) => own.has(one.number) && shows(one, token))) continue
      for (const origin of originOf(contract, token, { before, isTag: tags.includes(token) })) {
        if (found.has(origin.number) || own.has(origin.number)) continue
        if (found.size >= most) return
        found.set(origin.number, origin)
        look(
          origin,
          before.filter(({ number }) => number < origin.number),
        )
      }
    }
  }
  for (const exchange of evidence) {
    const before = [...earlier, ...evidence].filter(({ number }) => number < exchange.number)
    look(exchange, before)
  }
  return [...found.values()].filter(({ number }) => number < first || !own.has(number)).toSorted((a, b) => a.number - b.number)
}

function originOf(
  contract: Contract,
  token: string,
  { before, isTag }: { readonly before: readonly Exchange[]; readonly isTag: boolean },
): readonly Exchange[] {
  const maker = before.findLast((one) => makes(contract, one, token))
  if (maker !== undefined) {
    const waited = before.findLast(
      (one) => one.number > maker.number && one.label === 'settling' && succeeded(one) && one.request.target.includes(encodeURIComponent(token)),
    )
    return waited === undefined ? [maker] : [maker, waited]
  }
  if (!isTag && !isSecret(token)) return []
  const showers = before.filter((one) => succeeded(one) && shows(one, token))
  // A read takes nothing that a write takes.
  const shower = showers.findLast(({ request }) => request.method === 'GET') ?? showers.at(-1)
  return shower === undefined ? [] : [shower]
}

/** True for the create that this text names, or that told it. */
function makes(contract: Contract, exchange: Exchange, token: string): boolean {
  const behaviour = contract.operations.get(exchange.operation ?? '')?.behaviour
  if ((behaviour?.action !== 'create' && behaviour?.action !== 'import') || !succeeded(exchange)) return false
  if (isSecret(token)) return shows(exchange, token)
  const type = contract.behaviour.resources[behaviour.resource]
  const places = [type?.identity.field ?? 'id', 'id'].map((field) => (field.startsWith('/') ? field : `/${field}`))
  const root = behaviour.representation ?? ''
  const told = jsonIn(answerOf(exchange)?.body ?? '')
  const asked = jsonIn(exchange.request.body ?? '')
  // What it tells and was not told itself, it has made, e.g. in the long-running operation that makes it.
  const isNews =
    token.length >= 8 &&
    /\d/.test(token) &&
    shows(exchange, token) &&
    exchange.request.body?.includes(token) !== true &&
    !exchange.request.target.includes(token)
  return isNews || places.some((place) => at(told, `${root}${place}`) === token || at(told, place) === token || at(asked, place) === token)
}

function shows(exchange: Exchange, token: string): boolean {
  const answer = answerOf(exchange)
  return answer !== undefined && (answer.headers.some(([name, value]) => name === 'etag' && value === token) || textsOf(answer.body).includes(token))
}

/** What a request names that somebody else may have made: segments of its path, texts of its body, tags and credentials. */
function tokensIn({ request }: Exchange): readonly string[] {
  const [path = '', query = ''] = request.target.split('?')
  const segments = path.split('/').flatMap((segment) => decoded(segment).split(':'))
  const queried = query.split('&').map((pair) => decoded(pair.slice(pair.indexOf('=') + 1)))
  const lines = request.headers.flatMap(([name, value]) => {
    return name.toLowerCase() === 'authorization' ? (value.match(/\{secret-\d+\}/g) ?? []) : []
  })
  const tokens = [...segments, ...queried, ...textsOf(request.body)].filter((token) => token.length >= shortest)
  return [...new Set([...tokens, ...lines])]
}

/** Entity tags that a request names, quoted or bare. */
function tagsIn({ request }: Exchange): readonly string[] {
  return request.headers.flatMap(([name, value]) => (/^if-(none-)?match$/i.test(name) ? (value.match(/(W\/)?"[^"]*"|[^\s,"]+/g) ?? []) : []))
}

const isSecret = (token: string) => token.startsWith('{secret-')

function textsOf(body: string | undefined): readonly string[] {
  const texts: string[] = []
  const visit = (value: Json | undefined): void => {
    if (typeof value === 'string') texts.push(value)
    else if (Array.isArray(value)) (value as readonly Json[]).forEach(visit)
    else if (isObject(value)) Object.values(value).forEach(visit)
  }
  if (body !== undefined && body !== '') visit(jsonIn(body))
  return texts
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
