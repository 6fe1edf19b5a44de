import { about, finished, notRun, unknown, type NotRun } from './finished.ts'
import { History } from './history.ts'
import { Wants } from './lack.ts'
import { offered } from './offer.ts'
import { plan, prepare } from './plan.ts'
import { Pool } from './pool.ts'
import { confirmation } from './property.ts'
import { readable } from './readable.ts'
import { nameOf } from './recorder.ts'
import { resultOf } from './result.ts'
import { BURSTS } from './session.ts'
import { troubleOf } from './scenario.ts'
import { chosen } from './selection.ts'
import { Tally } from './tally.ts'
import { judgeTrace } from './watch.ts'
import type { Contract } from '../specs/contract.ts'
import type { Requirement } from '../specs/requirements.ts'
import type { Check } from './check.ts'
import type { CheckFinished, Event } from './events.ts'
import type { Began, Driven, Ended, EvidenceRecord } from './evidence.ts'
import type { Exchange } from './history.ts'
import type { Monitor } from './monitor.ts'
import type { Unmet } from './need.ts'
import type { Planned, Test } from './plan.ts'
import type { Found, Outcome } from './property.ts'
import type { Drive, Trouble } from './scenario.ts'
import type { Judgement } from './verdict.ts'
import { kept } from './verdict.ts'

export interface RejudgeOptions {
  /** As it reads over the wire of the run. */
  readonly contract: Contract
  readonly requirements: ReadonlyMap<string, Requirement>
  readonly checks: readonly Test[]
  /** Of one whole run, in order. */
  readonly records: Iterable<EvidenceRecord> | AsyncIterable<EvidenceRecord>
  /** True where findings tell what they take to become programs of their own. */
  readonly runnable?: boolean
}

/**
 * The events of a stored run, its verdicts formed anew from what was recorded: without a network, by the judges of this suite. Same
 * suite, same contract, same events. Yields nothing for what is no evidence.
 */
export async function* rejudge({ contract: given, requirements, checks, records, runnable }: RejudgeOptions): AsyncGenerator<Event, void, undefined> {
  const contract = readable(given)
  const store = new Store(requirements, runnable === true ? contract : undefined)
  let planned: readonly Planned[] = []
  const verdicts: CheckFinished[] = []
  for await (const record of records) {
    switch (record.kind) {
      case 'began':
        store.first = record
        yield record.started
        break
      case 'knew': {
        if (store.first === undefined) break
        const { selection, offer } = store.first
        const given = offered(offer, record)
        planned = chosen(plan(contract, given, checks), selection)
        store.wants = new Wants(contract, given, store.first.started.extent?.profile)
        break
      }
      case 'sent':
        store.sent.set(record.exchange.number, store.pool.exchange(record.exchange))
        break
      case 'driven':
        store.drove(record)
        break
      case 'ended': {
        const one = planned.find((each) => isSame(nameOf(each), record))
        if (one === undefined) break
        yield { type: 'check.started', ...about(one) }
        const event = await store.verdict(one, record)
        verdicts.push(event)
        yield event
        break
      }
      case 'over': {
        if (record.cleanup !== undefined) yield record.cleanup
        if (record.finished !== undefined) {
          const { requests, creates } = record.finished
          yield { ...resultOf(verdicts, record.trouble), requests, ...(creates && { creates }) }
        }
        break
      }
      default:
        record satisfies never
    }
  }
}

/** What was recorded so far. */
class Store {
  first: Began | undefined
  wants: Wants | undefined
  /** In the order in which they ended. */
  readonly sent = new Map<number, Exchange>()
  readonly pool = new Pool()
  private readonly driven: Driven[] = []
  private readonly requirements: ReadonlyMap<string, Requirement>
  /** Present where findings are to become programs. */
  private readonly contract: Contract | undefined

  constructor(requirements: ReadonlyMap<string, Requirement>, contract: Contract | undefined) {
    this.requirements = requirements
    this.contract = contract
  }

  drove(record: Driven): void {
    this.driven.push(record)
  }

  async verdict(planned: Planned, record: Ended): Promise<CheckFinished> {
    const { test } = planned
    const requirement = this.requirements.get(test.proves)
    const seed = this.first?.started.seed ?? 0
    const mine = this.driven.splice(0).filter((one) => isSame(one, record))
    if (requirement === undefined) return notRun(planned, unknown(test.proves), { verdict: 'errored', because: `there is no requirement ${test.proves}` })
    if (record.trouble !== undefined && record.notRun === true) return notRun(planned, requirement, record.trouble)
    const need = prepare<unknown>(planned, test.prepare)
    if (need.kind === 'unmet') return notRun(planned, requirement, this.reasonOf(planned, need))
    const outcome = test.kind === 'check' ? this.ofCheck(planned, test, { mine, record }) : await this.ofMonitor(planned, test, record)
    // Only a finding wants it: a copy for each of thousands of tests would be most of what a long run costs.
    const runnable = this.contract && outcome.found && { runnable: { contract: this.contract, trace: [...this.sent.values()] } }
    return finished(planned, outcome, { requirement, leansOn: need.leansOn, seed, requests: record.requests, ...runnable })
  }

  private reasonOf(planned: Planned, { verdict, because }: Unmet): NotRun {
    return verdict === undefined ? { verdict: 'skipped', because, ...this.wants?.of(planned) } : { verdict, because }
  }

  private ofCheck({ reading }: Planned, test: Check, { mine, record }: { readonly mine: readonly Driven[]; readonly record: Ended }): Outcome {
    const tally = new Tally()
    const judged = mine.map((one): Drive & { readonly from: Driven } => {
      const history = new History(one.history.flatMap((each) => (typeof each === 'number' ? (this.sent.get(each) ?? []) : each)))
      return { from: one, history, result: one.trouble ?? judgement(() => test.recall(reading, one.scenario)?.judge(history)) }
    })
    for (const { from, result } of judged) if (!from.again) tally.count(result)
    const outcome = tally.outcome(record.trouble)
    const last = judged.findLast(({ from }) => from.again) ?? judged.find(({ result }) => result.kind === 'broken')
    if (last === undefined || tally.failures === 0) return outcome
    const again = last.from.again
      ? confirmation(last, test.recall(reading, last.from.scenario) ?? { judge: () => (last.result.kind === 'trouble' ? kept : last.result) })
      : unconfirmed
    return { ...outcome, found: { scenario: last.from.scenario, shrinks: record.found?.shrinks ?? 0, path: record.found?.path ?? '', again } }
  }

  private async ofMonitor({ reading }: Planned, test: Monitor, { trouble }: Ended): Promise<Outcome> {
    const need = test.prepare(reading)
    if (need.kind === 'unmet') return { scenarios: 0, kept: 0, unclear: [] }
    const ofOneWire = [...this.sent.values()].filter(({ wire }) => wire === undefined)
    const ordinary = ofOneWire.filter(({ number }) => number <= BURSTS)
    const bursts = ofOneWire.filter(({ number }) => number > BURSTS)
    const outcome = await judgeTrace([...ordinary, ...bursts], need.value)
    return trouble !== undefined && outcome.found === undefined ? { ...outcome, trouble } : outcome
  }
}

/** Where a judge of another version finds more than the run did: nothing can be sent again to see. */
const unconfirmed: Found['again'] = { kind: 'unconfirmed', because: 'found in what was recorded, and the run did not send it again' }

function judgement(judge: () => Judgement | undefined): Judgement | Trouble {
  try {
    return judge() ?? { kind: 'trouble', verdict: 'errored', because: 'the check does not apply to what was recorded' }
  } catch (error) {
    return troubleOf(error)
  }
}

function isSame(one: Pick<Ended, 'check' | 'resource'>, other: Pick<Ended, 'check' | 'resource'>): boolean {
  return one.check === other.check && one.resource === other.resource
}
