import { answerOf } from '../../history.ts'
import { sameJson, view, volatileIn } from '../../judge/view.ts'
import { everyAnswer, monitor, shows } from '../../monitor.ts'
import { all, unmet } from '../../need.ts'
import { kept, unclear } from '../../verdict.ts'
import { headerTag } from './steps.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Api } from '../../api.ts'
import type { Answer, Exchange } from '../../history.ts'
import type { OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** RFC 9110 section 8.8.3. Header lines are read as Latin-1, so obs-text is U+0080 to U+00FF. */
const entityTag = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/

export const etagSyntax = monitor({
  id: 'etag.syntax',
  needs: headerTag,
  judge: (trace) =>
    everyAnswer(trace, (answer) => {
      const lines = tagLines(answer)
      const [value] = lines
      if (value === undefined) return undefined
      if (lines.length > 1) return { expected: 'one ETag line', actual: `${lines.length} lines` }
      return entityTag.test(value) ? 'kept' : { expected: 'a quoted entity tag', actual: `ETag: ${value}` }
    }),
})

export const stableWhenUnchanged = monitor({
  id: 'etag.stable-when-unchanged',
  needs: readable,
  drive: readThrice,
  judge: (trace) => stable(trace),
})

export const equalTagEqualBytes = monitor({
  id: 'etag.equal-tag-equal-bytes',
  needs: (reading) => all({ tag: strongTag(reading), read: reading.operation('read'), contract: reading.document() }),
  drive: readThrice,
  judge: (trace, { contract }) => bytesByTag(trace, (exchange) => volatileOf(contract, exchange)),
})

function strongTag(reading: Reading) {
  const tag = headerTag(reading)
  return tag.kind === 'met' && tag.value.strength === 'weak' ? unmet(`the tag of a ${reading.resource} is a weak one`) : tag
}

function readable(reading: Reading) {
  return all({ tag: headerTag(reading), read: reading.operation('read') })
}

/** The tour may read a settled resource only once. Time passes in between, as whatever depends on it would show. */
async function readThrice(api: Api, { read }: { readonly read: OperationNeed }): Promise<void> {
  const { params } = await api.borrow()
  for (let turn = 0; turn < 3; turn += 1) {
    if (turn > 0) await api.wait(1)
    await api.send('read again', { operation: read.id, params })
  }
}

/**
 * Two reads in a row that show the same bytes must tell the same tag. Only pairs that no write came between are compared: a
 * strong tag may well move when a value moves away and back again.
 */
export function stable(trace: readonly Exchange[]): Judgement {
  const last = new Map<string, Exchange>()
  let compared = 0
  const inOrder = trace.filter(ordinary).toSorted((a, b) => a.number - b.number)
  let lastWrite = -Infinity
  for (const exchange of inOrder) {
    if (!isSafe(exchange)) {
      lastWrite = Math.max(lastWrite, exchange.received)
      last.clear()
      continue
    }
    const found = representation(exchange)
    if (found === undefined || exchange.sent < lastWrite) continue
    const before = last.get(found.url)
    last.set(found.url, exchange)
    const one = before && representation(before)
    if (before === undefined || one === undefined || one.body !== found.body) continue
    if (one.tag !== found.tag) return shows([before, exchange], `the tag ${one.tag} again`, `${found.tag} for the same bytes`)
    compared += 1
  }
  return compared > 0 ? kept : unclear('nothing was read twice without a write in between')
}

/**
 * RFC 9110 section 8.8.1, over everything that was read in the run, deleted and made again or not. Weak tags are exempt, and so
 * is what differs only where a representation moves by itself: contracts leave open whether a change of phase moves the tag.
 */
export function bytesByTag(trace: readonly Exchange[], volatile: (exchange: Exchange) => readonly string[]): Judgement {
  const known = new Map<string, Exchange[]>()
  let compared = 0
  for (const exchange of trace.filter(ordinary)) {
    const found = representation(exchange)
    if (found === undefined || found.tag.startsWith('W/')) continue
    const key = JSON.stringify([found.url, found.form, found.tag])
    const others = known.get(key) ?? []
    if (others.some((other) => answerOf(other)?.body === found.body)) compared += 1
    else known.set(key, [...others, exchange])
    const other = others.find((before) => answerOf(before)?.body !== found.body && !movedByItself(before, exchange, volatile(exchange)))
    if (other !== undefined) return shows([other, exchange], `the bytes that ${found.tag} stood for before`, 'other bytes')
  }
  return compared > 0 ? kept : unclear('no strong tag was seen twice at one URL')
}

function movedByItself(before: Exchange, after: Exchange, volatile: readonly string[]): boolean {
  const [one, other] = [before, after].map((exchange) => answerOf(exchange)?.json)
  return !sameJson(one, other) && sameJson(view(one, volatile), view(other, volatile))
}

function volatileOf(contract: Contract, { operation }: Exchange): readonly string[] {
  const resource = operation === undefined ? undefined : contract.operations.get(operation)?.behaviour?.resource
  const type = resource === undefined ? undefined : contract.behaviour.resources[resource]
  return type === undefined ? [] : volatileIn(type)
}

interface Representation {
  /** Who read what: a server may well show different people different things. */
  readonly url: string
  readonly form: string
  readonly tag: string
  readonly body: string
}

/** What a 200 to GET shows, where it carries one tag. */
function representation(exchange: Exchange): Representation | undefined {
  const answer = answerOf(exchange)
  if (exchange.request.method !== 'GET' || answer?.status !== 200) return undefined
  const [tag, ...more] = tagLines(answer)
  if (tag === undefined || more.length > 0) return undefined
  const form = answer.headers.filter(([name]) => name === 'content-type' || name === 'content-encoding')
  return { url: `${exchange.principal} ${exchange.request.target}`, form: JSON.stringify(form), tag, body: answer.body }
}

function tagLines(answer: Answer): readonly string[] {
  return answer.headers.filter(([name]) => name === 'etag').map(([, value]) => value)
}

/** Bursts go to an endpoint of their own, numbered from 1,000,001, and a literal credential may be anybody's. */
function ordinary({ number, principal }: Exchange): boolean {
  return number <= 1_000_000 && principal !== 'literal'
}

function isSafe({ request }: Exchange): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(request.method)
}
