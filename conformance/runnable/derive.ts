import { History } from '../history.ts'
import { headerIn, holds } from './assertion.ts'
import { isAnswered } from './altered.ts'
import { throughGuesses } from './guess-through.ts'
import { comparisons, members } from './guess-body.ts'
import { headerGuesses } from './guess-header.ts'
import { statusClaims } from './guess-status.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Answer, Exchange } from '../history.ts'
import type { Broken, Judgement } from '../verdict.ts'
import type { Answered } from './altered.ts'
import type { Assertion, Claim, Seen } from './assertion.ts'

/** What a finding is, before it is told. */
export interface Case {
  readonly history: History
  readonly broken: Broken
  /** Numbers of the exchanges without which the judge would not accuse. */
  readonly needed: readonly number[]
  readonly judge: (history: History) => Judgement
}

/** A claim, and answers that keep it in place of those that were given: the judge has to be content with each. */
export interface Guess {
  readonly claims: Assertion
  readonly instead: readonly (readonly Exchange[])[]
}

export type Contentment = 'content' | 'partly' | undefined

/** What guesses are made from. */
export interface Ground {
  readonly contract: Contract
  readonly exchanges: readonly Exchange[]
  /** Whether the judge is content once these stand in place of the ones with their numbers, or at least complains of something else. */
  readonly contents: (instead: readonly Exchange[]) => Contentment
  /** Answers of the same run to the same operations, and refusals of any. */
  readonly likes: readonly Answered[]
}

/** Judgements that one finding is worth. */
const mostJudged = 800
/** And judgements of two alterations at once. */
const mostPaired = 200
/** Longer histories are told by no assertion: whoever would run them is better served by the suite. */
const longest = 80
/** Assertions that are told; any of them would do. */
const mostTold = 8

/**
 * What a correct server would have answered, told by the judge itself: one answer after another is altered a little, and the judge, who
 * is a pure function, is asked again. Where it finds the promise kept once an answer shows something else, that is what the answer
 * had to show. Each assertion is false of what was recorded; the likeliest comes first. Positions are those within the history.
 */
export function assertionsOf(contract: Contract, found: Case, trace: readonly Exchange[]): readonly Assertion[] {
  const { history, broken, needed } = found
  if (needed.length > longest) return []
  const exchanges = history.exchanges.filter(({ number }) => needed.includes(number))
  const ground = { contract, exchanges, contents: contentment(found, mostJudged), likes: likesIn(exchanges, trace) }
  const seen = (number: number) => seenOf(exchanges.find((one) => one.number === number))
  const right: Assertion[] = []
  const partly: Candidate[] = []
  for (const candidate of candidates(ground, broken)) {
    const { claims, contentment: how } = candidate
    if (claims.some(isOfItself)) continue
    const unmet = claims.filter((claim) => holds(claim, seen) === false)
    if (unmet.length > 0 && how === 'content') right.push(unmet)
    else if (unmet.length > 0) partly.push({ ...candidate, claims: unmet })
    if (right.length >= mostTold) break
  }
  const told =
    right.length > 0
      ? right
      : [...pairs({ ...ground, contents: contentment(found, mostPaired) }, broken, partly), ...partly.map(({ claims }) => claims)].slice(0, mostTold)
  const position = (number: number) => history.exchanges.findIndex((one) => one.number === number) + 1
  return told.map((assertion) => assertion.map((claim) => placed(claim, position)))
}

/** Judges again, with all that the judge was given: what did not matter to the finding may matter without it. */
function contentment({ history, broken, needed, judge }: Case, most: number): Ground['contents'] {
  const exchanges = history.exchanges.filter(
    ({ number }) => history.exchanges.length <= (needed.length > 12 ? longest : 5 * longest) || needed.includes(number),
  )
  const short = exchanges.filter(({ number }) => needed.includes(number))
  let left = most
  return (instead) => {
    const [whole, needy] = [exchanges, short].map((each) => () => {
      left -= 1
      return left < 0 ? undefined : judged(judge, new History(each.map((one) => swapped(one, instead))))
    })
    const judgement = whole?.()
    if (judgement?.kind === 'kept') return 'content'
    if (isOther(judgement, broken)) return 'partly'
    const again = short.length < exchanges.length ? needy?.() : undefined
    return again?.kind === 'kept' ? 'content' : isOther(again, broken) ? 'partly' : undefined
  }
}

function isOther(judgement: Judgement | undefined, { expected, at }: Broken): boolean {
  return judgement?.kind === 'broken' && (judgement.expected !== expected || judgement.at !== at)
}

/** What stands in its place. Where it was asked again and again, each answer would have been that one. */
function swapped(exchange: Exchange, instead: readonly Exchange[]): Exchange {
  const own = instead.find(({ number }) => number === exchange.number)
  if (own !== undefined) return own
  const alike = instead.find(
    (one) => one.label === exchange.label && one.request.method === exchange.request.method && one.request.target === exchange.request.target,
  )
  return alike === undefined || !['GET', 'HEAD'].includes(exchange.request.method) ? exchange : { ...exchange, outcome: alike.outcome }
}

/** Of the whole run, one answer of each operation and status. */
function likesIn(exchanges: readonly Exchange[], trace: readonly Exchange[]): readonly Answered[] {
  const operations = new Set(exchanges.map(({ operation }) => operation))
  const likes = new Map<string, Answered>()
  for (const one of trace) {
    if (!isAnswered(one) || (one.outcome.response.status < 400 && !operations.has(one.operation))) continue
    likes.set(`${one.outcome.response.status < 400 ? one.operation : ''} ${one.outcome.response.status}`, one)
  }
  return [...likes.values()]
}

/** Statuses that content the judge once something else is as it was to be: an effect that was not to be, and a request that was to be refused. */
function pairs(ground: Ground, { at }: Broken, partly: readonly Candidate[]): readonly Assertion[] {
  const shown = ground.exchanges.filter(isAnswered).findLast(({ label }) => label === at)
  if (shown === undefined) return []
  return partly
    .filter(({ instead }) => instead !== undefined && !instead.some(({ number }) => number === shown.number))
    .slice(0, 3)
    .flatMap(({ claims, instead = [] }) => {
      const eased = { ...ground, contents: (more: readonly Exchange[]) => ground.contents([...more, ...instead]) }
      return [...statusClaims(eased, shown)].flatMap((one) => (one.contentment === 'content' ? [[...one.claims, ...claims]] : []))
    })
}

export interface Candidate {
  readonly claims: Assertion
  readonly contentment: Exclude<Contentment, undefined>
  /** Exchanges with which the judge was so. */
  readonly instead?: readonly Exchange[]
}

function* candidates(ground: Ground, { at, expected, actual }: Broken): Generator<Candidate> {
  const answered = ground.exchanges.filter(isAnswered)
  const shown = answered.toReversed().filter(({ label }) => label === at)
  const rest = answered.toReversed().filter((one) => !shown.includes(one))
  const statuses = function* (exchanges: readonly Answered[]) {
    for (const exchange of exchanges) yield* statusClaims(ground, exchange)
  }
  const others = function* (exchanges: readonly Answered[], guessesFor: (exchange: Answered) => readonly Guess[]) {
    for (const exchange of exchanges) {
      for (const guess of guessesFor(exchange)) {
        const found = guess.instead.map((instead) => ground.contents(instead))
        if (found.length > 0 && found.every((one) => one === 'content')) yield { claims: guess.claims, contentment: 'content' as const }
        else if (found.length > 0 && !found.includes(undefined))
          yield { claims: guess.claims, contentment: 'partly' as const, ...(guess.instead[0] && { instead: guess.instead[0] }) }
      }
    }
  }
  // Where a status is what is complained of, it is what is to be asserted.
  const isOfStatus = /status|refus|class|success|accept/.test(`${expected} ${actual}`)
  const near = (exchange: Answered) => [...throughGuesses(ground, exchange), ...comparisons(ground, exchange)]
  const far = (exchange: Answered) => [...headerGuesses(ground, exchange), ...members(ground, exchange)]
  if (isOfStatus) yield* statuses(shown)
  yield* others([...shown, ...rest], near)
  yield* others(shown, far)
  if (!isOfStatus) yield* statuses(shown)
  yield* others(rest, far)
  yield* statuses(rest)
}

function judged(judge: Case['judge'], history: History): Judgement | undefined {
  try {
    return judge(history)
  } catch {
    // A judge may take for granted what no altered answer keeps.
    return undefined
  }
}

function isOfItself(claim: Claim): boolean {
  return (claim.of === 'header' || claim.of === 'json') && 'as' in claim.test && claim.test.as.side === 'answer' && claim.test.as.exchange === claim.exchange
}

function seenOf(exchange: Exchange | undefined): Seen | undefined {
  if (exchange === undefined) return undefined
  const { outcome, request } = exchange
  return outcome.kind === 'answered' ? { request, answer: onTheWire(outcome.response) } : { request }
}

function onTheWire({ sent, status, headers, body }: Answer): NonNullable<Seen['answer']> {
  return { status: sent?.status ?? status, headers, body }
}

function placed(claim: Claim, position: (number: number) => number): Claim {
  const moved = { ...claim, exchange: position(claim.exchange) }
  if ((moved.of === 'header' || moved.of === 'json') && 'as' in moved.test) {
    return { ...moved, test: { ...moved.test, as: { ...moved.test.as, exchange: position(moved.test.as.exchange) } } }
  }
  if (moved.of === 'item' && 'as' in moved.equals) {
    return { ...moved, equals: { as: { ...moved.equals.as, exchange: position(moved.equals.as.exchange) } } }
  }
  return moved
}

/** The media type of a body, in lower case and without parameters. */
export function typeOf(headers: readonly (readonly [string, string])[]): string {
  return (headerIn(headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}
