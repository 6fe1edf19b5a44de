import { check } from '../../check.ts'
import { header, succeeded } from '../../history.ts'
import { sameJson, view, volatileIn } from '../../judge/view.ts'
import { allOf } from '../../judge/status.ts'
import { everyAnswer, monitor } from '../../monitor.ts'
import { all, map, met, unmet } from '../../need.ts'
import { createBody } from '../../naming.ts'
import { operationFor } from '../../resources.ts'
import { every } from '../../generate/every.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import type { Answer, Exchange } from '../../history.ts'
import type { Sight } from '../../monitor.ts'
import type { Judgement } from '../../verdict.ts'

export const cacheControl = monitor({
  id: 'content.cache-control',
  needs: (reading) => {
    const document = reading.document()
    if (document.kind === 'unmet') return document
    const closed = [...document.value.operations.values()].filter(({ open }) => !open)
    return closed.length > 0
      ? met({ contract: document.value, known: reading.acquaintance(), closed: new Set(closed.map(({ id }) => id)) })
      : unmet('every operation is open')
  },
  drive: async (api, { contract, known }) => {
    for (const [resource, type] of Object.entries(contract.behaviour.resources)) {
      const create = operationFor(contract, resource, 'create')
      if (type.secrets === undefined || create === undefined || operationFor(contract, resource, 'delete') === undefined) continue
      await api.send('shows a secret', { operation: create.id, body: createBody(contract, resource, { name: api.name(), ...known }) })
    }
  },
  judge: (trace, { closed }) => everyAnswer(trace, (answer, exchange) => (closed.has(exchange.operation ?? '') ? guarded(answer, exchange) : undefined)),
})

/** Whether an answer keeps out of shared caches (RFC 9111 section 3.5), and out of every cache where it holds a secret. */
export function guarded(answer: Answer, { request }: Pick<Exchange, 'request'>): Sight {
  if (!request.headers.some(([name]) => name.toLowerCase() === 'authorization')) return undefined
  const directives = directivesOf(answer)
  const isStored = !directives.has('no-store')
  const shared = directives.has('public') ? 'public' : Number(directives.get('s-maxage') ?? 0) > 0 ? 's-maxage' : undefined
  if (shared !== undefined && isStored && !directives.has('private'))
    return { expected: 'no permission for shared caches', actual: `Cache-Control: ${header(answer, 'cache-control') ?? ''}` }
  if ((answer.hidden ?? []).length === 0 || !isStored) return 'kept'
  const isFresh = directives.has('max-age') || directives.has('s-maxage') || header(answer, 'expires') !== undefined
  const isCacheable = request.method === 'GET' || isFresh
  return isCacheable
    ? { expected: 'no-store on an answer that holds a secret', actual: `Cache-Control: ${header(answer, 'cache-control') ?? 'absent'}` }
    : 'kept'
}

function directivesOf(answer: Answer): ReadonlyMap<string, string> {
  const lines = answer.headers.filter(([name]) => name === 'cache-control').flatMap(([, value]) => value.split(','))
  return new Map(lines.map((directive) => [directive.split('=')[0]?.trim().toLowerCase() ?? '', directive.split('=')[1]?.trim().replaceAll('"', '') ?? '']))
}

/** Fields by which an answer may be chosen, each with a value that a server may have something special for. */
const choosers: readonly { readonly field: string; readonly value: string }[] = [
  { field: 'accept', value: 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1' },
  { field: 'accept-encoding', value: 'gzip' },
  { field: 'accept-language', value: 'de, fr;q=0.5' },
  { field: 'origin', value: 'https://clusterproof.example' },
]

export const vary = check({
  id: 'content.vary',
  cost: 'safe',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ read: reading.operation('read'), volatile: map(reading.identity(), () => volatileIn(reading.type)) }),
  scenario: () => every(choosers.map((chooser) => ({ ...chooser }))),
  drive: async (api, { read }, chosen) => {
    const { params } = await api.borrow()
    for (const { field, value } of chosen) {
      await api.send(`without ${field}`, { operation: read.id, params })
      await api.send(`with ${field}`, { operation: read.id, params, headers: { [field]: value } })
      await api.send(`again without ${field}`, { operation: read.id, params })
    }
  },
  judge: (history, { volatile }, chosen) =>
    allOf(
      chosen.map(({ field }): Judgement => {
        const [plain, other, again] = ['without', 'with', 'again without'].map((word) => history.find(`${word} ${field}`))
        if (!succeeded(plain) || !succeeded(again)) return unclear('the plain read did not succeed')
        return varies({ field, plain, other, again }, volatile)
      }),
    ),
})

interface Pair {
  readonly field: string
  readonly plain: Exchange | undefined
  readonly other: Exchange | undefined
  readonly again: Exchange | undefined
}

/** Kept where the field changes nothing, or where whatever a cache could hold names it. What is not stored needs no Vary. */
function varies({ field, plain, other, again }: Pair, volatile: readonly string[]): Judgement {
  const answers = [plain, other, again].map((exchange) => (exchange?.outcome.kind === 'answered' ? exchange.outcome.response : undefined))
  const [one, two, three] = answers
  if (one === undefined || two === undefined || three === undefined || !succeeded(other)) return kept
  if (!sameAnswer(one, three, volatile)) return unclear('the same request got two different answers')
  if (sameAnswer(one, two, volatile)) return kept
  const silent = [one, two].find((answer) => !named(answer).some((name) => name === field || name === '*') && !directivesOf(answer).has('no-store'))
  return silent === undefined
    ? kept
    : broken(`Vary names ${field}, which changes the answer`, `Vary: ${header(silent, 'vary') ?? 'absent'}`, other?.label ?? '')
}

function named(answer: Answer): readonly string[] {
  return answer.headers.filter(([name]) => name === 'vary').flatMap(([, value]) => value.split(',').map((name) => name.trim().toLowerCase()))
}

const shownByHeader = ['content-type', 'content-encoding', 'content-language', 'access-control-allow-origin']

function sameAnswer(one: Answer, other: Answer, volatile: readonly string[]): boolean {
  const sameHeaders = shownByHeader.every((name) => header(one, name) === header(other, name))
  const sameContent =
    one.json === undefined || other.json === undefined ? one.body === other.body : sameJson(view(one.json, volatile), view(other.json, volatile))
  return one.status === other.status && sameHeaders && sameContent
}
