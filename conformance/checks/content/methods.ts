import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, header, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameView, volatileIn } from '../../judge/view.ts'
import { every } from '../../generate/every.ts'
import { all, map, met, unmet } from '../../need.ts'
import { isThrough } from '../../readable.ts'
import { idParameter } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { another, anotherValue, look, write, writing } from './writing.ts'
import type { RefusalReply } from '../../../specs/behaviour.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** A path of the document: one of its operations, to name it by, and the methods it declares. */
interface Path {
  readonly operation: string
  readonly declared: readonly string[]
}

/** Methods tried on a path. A DELETE is never tried where the document has none: it might work. */
const tried = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH'] as const

export const allow = check({
  id: 'content.405-allow',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: (reading) => pathsOf(reading),
  scenario: (paths) => every(paths.map(({ operation }) => operation)),
  drive: async (api, _, operations) => {
    const { params } = await api.borrow()
    for (const operation of operations)
      for (const method of tried) {
        const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH'
        await api.send(`${method} ${operation}`, {
          operation,
          params,
          method,
          ...elsewhere(method),
          ...(hasBody && { raw: '{', headers: { 'content-type': 'application/json' } }),
        })
      }
  },
  judge: (history, paths, operations) => {
    const judged = operations.flatMap((operation) => {
      const declared = paths.find((path) => path.operation === operation)?.declared ?? []
      const answers = tried.flatMap((method) => history.find(`${method} ${operation}`) ?? [])
      return answers.flatMap((exchange) => (answerOf(exchange)?.status === 405 ? [truthful(exchange, answers, declared)] : []))
    })
    return judged.length === 0 ? unclear('no method was answered with 405') : allOf(judged)
  },
})

/** With a path of its own, even the same one, an exchange is recorded as that of no operation: another method is not its doing. */
function elsewhere(method: string): { readonly path?: string } {
  return method === 'GET' || method === 'HEAD' ? {} : { path: '' }
}

/** Whether the Allow field of a 405 agrees with what the other methods got on the same path. */
function truthful(refusal: Exchange, answers: readonly Exchange[], declared: readonly string[]): Judgement {
  const lines = (answerOf(refusal)?.headers ?? []).filter(([name]) => name === 'allow').map(([, value]) => value)
  if (lines.length === 0) return broken('a 405 with Allow', 'no Allow', refusal.label)
  const listed = lines.flatMap((line) => line.split(',').map((method) => method.trim())).filter((method) => method !== '')
  const works = ({ outcome }: Exchange) => outcome.kind === 'answered' && ![405, 501].includes(outcome.response.status)
  const sent = new Map(answers.map((exchange) => [exchange.request.method, exchange]))
  const untrue = listed.find((method) => sent.has(method) && !answers.some((exchange) => exchange.request.method === method && works(exchange)))
  if (untrue !== undefined)
    return broken('Allow lists methods that work', `Allow: ${listed.join(', ')}; but ${untrue} got ${told(sent.get(untrue))}`, refusal.label)
  const missing = answers.find(
    (exchange) =>
      declared.includes(exchange.request.method) && works(exchange) && answerOf(exchange)?.status !== 404 && !listed.includes(exchange.request.method),
  )
  return missing === undefined ? kept : broken(`Allow lists ${missing.request.method}, which works`, `Allow: ${listed.join(', ')}`, refusal.label)
}

/** The paths about the type under test whose parameters a borrowed resource knows. */
function pathsOf(reading: Reading): Need<readonly Path[]> {
  const document = reading.document()
  if (document.kind === 'unmet') return document
  const other = document.value.behaviour.errors.refusals['method-not-allowed']?.status ?? 405
  if (other !== 405) return unmet(`the contract answers a method that a path lacks with ${other}`)
  const own = [...document.value.operations.values()].filter(
    ({ behaviour, method }) => behaviour?.resource === reading.resource && (method === 'GET' || behaviour.action === 'read' || behaviour.action === 'list'),
  )
  const paths = own.map(({ id, template }) => ({
    operation: id,
    declared: [...document.value.operations.values()].filter((other) => other.template === template).map(({ method }) => method),
  }))
  const lacking = paths.filter(({ declared }) => tried.some((method) => !declared.includes(method)))
  return lacking.length > 0 ? met(lacking) : unmet('every path of the document has every method')
}

/** How a method that is not known may be refused: as HTTP has it (RFC 9110 sections 15.5.6 and 15.6.2), or as the contract says. */
function methodRefused(reading: Reading): Need<readonly number[]> {
  return map(reading.document(), ({ behaviour }) => [501, 405, 400, ...statusOf(behaviour.errors.refusals['method-not-allowed'])])
}

/** The status of a refusal; none where the contract has no such refusal. */
function statusOf(reply: RefusalReply | undefined): readonly number[] {
  return reply === undefined ? [] : [reply.status]
}

/** Tokens that are no method of the IANA registry. Some servers' parsers know the first two, so that they reach the API itself. */
const strangers = ['SOURCE', 'SUBSCRIBE', 'CLUSTERPROOF']

export const methodTokens = check({
  id: 'content.method-tokens',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ writing: writing(reading), statuses: methodRefused(reading) }),
  scenario: ({ writing: { update } }) =>
    fc.tuple(fc.stringMatching(/^[A-Z]{4,10}ZQ$/), every([...strangers, update.operation.method.toLowerCase()])).map(([random, known]) => [...known, random]),
  drive: async (api, { writing: needs }, tokens) => {
    const handle = await api.borrow()
    const first = await look(api, 'first', handle)
    const control = await write(api, needs, { label: 'control', handle, plan: { body: needs.field.body(anotherValue(needs.field, first)) } })
    const before = await look(api, 'before', handle)
    const body = another(needs, control, needs.field.body(anotherValue(needs.field, before)))
    for (const method of tokens) await write(api, needs, { label: `method ${method}`, handle, plan: { method, ...elsewhere(method), body, mayBeLost: true } })
    await look(api, 'after', handle)
  },
  judge: (history, { writing: { volatile }, statuses }, tokens) => {
    const sides = { control: history.find('control'), before: history.find('before'), after: history.find('after'), without: volatile }
    const answered = tokens.map((method) => history.find(`method ${method}`)).filter((attempt) => answerOf(attempt) !== undefined)
    return allOf(answered.map((attempt) => refused({ ...sides, attempt, statuses })))
  },
})

/** Fields that describe the representation. Others may change from one answer to the next, or be left out (RFC 9110 section 9.3.2). */
const describing = ['content-type', 'content-encoding', 'content-language', 'etag', 'last-modified', 'allow', 'cache-control']

/** The read, where it is a GET: HEAD is its twin, and that of nothing else. */
function gotten(reading: Reading): Need<OperationNeed> {
  const read = reading.operation('read')
  return read.kind === 'met' && read.value.operation.method.toUpperCase() !== 'GET'
    ? unmet(`a ${reading.resource} is read by ${read.value.operation.method}`)
    : read
}

interface HeadNeeds {
  readonly read: string
  readonly itself: boolean
  readonly list: string | undefined
  readonly id: string
  readonly volatile: readonly string[]
}

export const head = check({
  id: 'content.head',
  cost: 'safe',
  each: 'provider',
  runs: 1,
  needs: (reading): Need<HeadNeeds> => {
    const list = reading.operation('list')
    const listed = list.kind === 'met' ? list.value.id : undefined
    const told = { list: listed, id: idParameter(reading.type), volatile: volatileIn(reading.type) }
    return map(gotten(reading), ({ id, operation }) => ({ read: id, itself: !isThrough(operation), ...told }))
  },
  // What is read through a list is absent from that list: no answer says so by its status.
  scenario: ({ list, itself }) => every(['read', ...(list === undefined ? [] : ['list']), ...(itself ? ['absent'] : []), 'unauthenticated']),
  drive: async (api, { read, list, id }, places) => {
    const { params } = await api.borrow()
    const nowhere = { ...params, [id]: api.name() }
    for (const place of places) {
      const plan = {
        operation: place === 'list' ? (list ?? read) : read,
        params: place === 'absent' ? nowhere : params,
        ...(place === 'unauthenticated' && { as: 'nobody' as const }),
      }
      // A method of its own is sent once: of a list in pages, all three are about the first page.
      for (const [word, method] of [
        ['GET', 'GET'],
        ['HEAD', 'HEAD'],
        ['GET again', 'GET'],
      ] as const)
        await api.send(`${word} ${place}`, { ...plan, method })
    }
  },
  judge: (history, { volatile }, places) => allOf(places.map((place) => headOf(history, place, volatile))),
})

/** Apart from how it is answered: RFC 9110 section 9.1 demands HEAD of general-purpose servers, and an API may call itself another kind. */
export const headServed = check({
  id: 'content.head-served',
  cost: 'safe',
  each: 'provider',
  runs: 1,
  needs: (reading) => map(gotten(reading), ({ id }) => ({ read: id })),
  scenario: () => fc.constant(null),
  drive: async (api, { read }) => {
    const { params } = await api.borrow()
    for (const method of ['GET', 'HEAD']) await api.send(method, { operation: read, params, method })
  },
  judge: (history) => {
    const [get, head] = ['GET', 'HEAD'].map((method) => history.find(method))
    if (!succeeded(get) || head === undefined || answerOf(head) === undefined) return unclear(`a read got ${told(get)}, and HEAD ${told(head)}`)
    if (unserved(head)) return broken('HEAD wherever GET is served', told(head), 'HEAD')
    const [whole, bare] = [answerOf(get), answerOf(head)]
    const other = describing.find((name) => header(bare, name) !== undefined && header(bare, name) !== header(whole, name))
    return other === undefined ? kept : broken(`${other}: ${header(whole, other) ?? 'absent'}, as for GET`, `${other}: ${header(bare, other) ?? ''}`, 'HEAD')
  },
})

/** How a method is refused that a server does not have. */
function unserved(head: Exchange): boolean {
  return [404, 405, 501].includes(answerOf(head)?.status ?? 0)
}

function headOf(history: History, place: string, volatile: readonly string[]): Judgement {
  const [get, head, again] = ['GET', 'HEAD', 'GET again'].map((word) => history.find(`${word} ${place}`))
  const [whole, bare] = [answerOf(get), answerOf(head)]
  if (get === undefined || head === undefined || whole === undefined || bare === undefined || whole.status !== answerOf(again)?.status)
    return unclear('the GETs around it differ')
  if (succeeded(get) && !sameView(get, again, volatile)) return unclear('the resource changed between the GETs')
  if ([405, 501].includes(bare.status) || (succeeded(get) && unserved(head))) return unclear(`HEAD is not served: ${told(head)}`)
  if (bare.status !== whole.status) return broken(`status ${whole.status}, as for GET`, told(head), head.label)
  if (bare.bytes > 0) return broken('no content', `${bare.bytes} bytes`, head.label)
  const length = header(bare, 'content-length')
  const expected = header(whole, 'content-length') ?? String(whole.bytes)
  return length === undefined || length === expected ? kept : broken(`Content-Length: ${expected}, as for GET`, `Content-Length: ${length}`, head.label)
}
