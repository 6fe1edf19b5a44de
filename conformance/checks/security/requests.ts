import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, header, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameView, tagOf } from '../../judge/view.ts'
import { everyAnswer, monitor } from '../../monitor.ts'
import { all, map } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { tells } from '../auth/lifetime.ts'
import { look } from '../auth/look.ts'
import { isThrough } from '../../readable.ts'
import type { Check } from '../../check.ts'
import type { Answer, Exchange, History } from '../../history.ts'
import type { Monitor } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Look } from '../auth/look.ts'

/** Ways to ask for another method than the one of the request. */
const overrides: readonly { readonly headers?: Readonly<Record<string, string>>; readonly query?: string }[] = [
  { headers: { 'x-http-method-override': 'DELETE' } },
  { headers: { 'x-http-method': 'DELETE' } },
  { headers: { 'x-method-override': 'DELETE' } },
  { query: '_method=DELETE' },
]

/** Not a credential: it only has to be recognised. */
const canary = 'Bearer clusterproof-canary-7f3a9c'

export const methodIntegrity = check({
  id: 'sec.method-integrity',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ look: look(reading), target: target(reading), owned: reading.creatable(), wanted: wantedByDelete(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { look: { id }, target: { operation, isRead }, wanted }) => {
    const { params } = await api.borrow()
    const answer = answerOf(await api.send('look', { operation: id, params }))
    for (const { headers, query = '' } of overrides) {
      await api.send('override', { operation, params, ...(!isRead && { method: 'GET' }), query, headers: { ...wanted(answer, api.name()), ...headers } })
      await api.send('look', { operation: id, params })
    }
    await api.send('trace', { operation, params, method: 'TRACE', as: { authorization: canary }, mayBeLost: true })
  },
  judge: (history, { look: sight, target: { isRead } }) => {
    const trace = history.find('trace')
    const reflects = trace !== undefined && tells(trace, 'clusterproof-canary-7f3a9c')
    const reflected = reflects ? broken('no credentials in the answer to TRACE', `${told(trace)} with the Authorization field`, 'trace') : kept
    return allOf([...history.all('override').map((exchange) => asSent(history, { sight, isRead }, exchange)), reflected])
  },
})

type Headers = Readonly<Record<string, string>>

/** What a delete requires besides, or it would be refused for the lack of it: the current tag, a key. A read has no use for them. */
function wantedByDelete(reading: Reading): Need<(seen: Answer | undefined, key: string) => Headers> {
  const remove = reading.operation('delete')
  const precondition = reading.precondition('delete')
  return map(reading.document(), ({ behaviour }) => (seen, key) => {
    const given = precondition.kind === 'met' && precondition.value.rule.presence === 'required' ? precondition.value : undefined
    const tag = given && tagOf(given.tag, seen)
    const isKeyed = remove.kind === 'met' && remove.value.operation.behaviour?.idempotency?.presence === 'required'
    return {
      ...(tag !== undefined && { 'if-match': given?.rule.single === true && given.rule.bare ? tag.replaceAll('"', '') : tag }),
      ...(isKeyed && behaviour.idempotency !== undefined && { [behaviour.idempotency.header]: key }),
    }
  })
}

/** The path that is deleted from, asked for by GET: it is that of the read, if the resource has a read of its own. */
interface Target {
  readonly operation: string
  readonly isRead: boolean
}

function target(reading: Reading): Need<Target> {
  const read = reading.operation('read')
  if (read.kind === 'unmet') return read
  const isRead = !isThrough(read.value.operation)
  return isRead ? map(read, ({ id }) => ({ operation: id, isRead })) : map(reading.operation('delete'), ({ id }) => ({ operation: id, isRead }))
}

/** Judges that a read with an override was a read: refused, or the very resource, which then is as it was. */
function asSent(history: History, { sight, isRead }: { readonly sight: Look; readonly isRead: boolean }, exchange: Exchange): Judgement {
  const index = history.exchanges.indexOf(exchange)
  const isLook = ({ label }: Exchange): boolean => label === 'look'
  const [before, after] = [history.exchanges.slice(0, index).findLast(isLook), history.exchanges.slice(index + 1).find(isLook)]
  if (!succeeded(before)) return unclear(`the resource could not be read before: ${told(before)}`)
  const effect = refused({
    control: before,
    attempt: exchange,
    statuses: [answerOf(exchange)?.status ?? 0],
    before: sight.seen(before),
    after: sight.seen(after),
    without: sight.without,
    ...(sight.tag && { tag: sight.tag }),
  })
  if (effect.kind !== 'kept' || !succeeded(exchange) || !isRead) return effect
  return sameView(before, exchange, sight.without) ? kept : broken('the answer to a GET', `${told(exchange)} with something else`, exchange.label)
}

const origin = 'https://clusterproof.invalid'

export const corsAndHeaders = monitor({
  id: 'sec.cors-and-headers',
  needs: (reading) => all({ list: reading.operation('list'), read: reading.operation('read') }),
  drive: async (api, { list, read }) => {
    const { params } = await api.borrow()
    const preflight = { origin, 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'authorization' }
    await api.send('from a strange origin', { operation: list.id, params, headers: { origin } })
    await api.send('from a strange origin', { operation: read.id, params, headers: { origin }, as: 'nobody' })
    await api.send('from no origin', { operation: read.id, params, headers: { origin: 'null' } })
    await api.send('preflight', { operation: read.id, params, method: 'OPTIONS', headers: preflight, as: 'nobody', mayBeLost: true })
  },
  judge: (trace) =>
    everyAnswer(trace, (answer, { request }) => {
      const sent = request.headers.find(([name]) => name.toLowerCase() === 'origin')?.[1]
      if (sent === undefined) return undefined
      const [allowed, credentials] = ['access-control-allow-origin', 'access-control-allow-credentials'].map((name) => header(answer, name))
      const any = credentials === 'true' && (allowed === sent || allowed === '*')
      return any ? { expected: 'no arbitrary origin together with credentials', actual: `Access-Control-Allow-Origin: ${allowed}, with credentials` } : 'kept'
    }),
})

export const requestChecks: readonly (Check | Monitor)[] = [methodIntegrity, corsAndHeaders]
