import type { Outcome, RequirementResult, VendorReport } from './document.ts'
import { outcomes } from './outcomes.ts'

/** What can be compared: one thing that a report tells of, and what it came to. */
export interface Item {
  /** A requirement's id, or a check's with its resource type. */
  readonly name: string
  readonly outcome: Outcome | 'not run'
  /** True for a finding that a deviation accounts for. */
  readonly known: boolean
  readonly because?: string
}

/** One thing that is not as it was. */
export interface Change {
  readonly name: string
  readonly was: string
  readonly is: string
  readonly because?: string
}

export interface Comparison {
  /** Passed, and now failed or observed, or failed where it was observed; nobody has accounted for it. */
  readonly regressions: readonly Change[]
  /** Failed or observed, and now passed; or failed, and now observed. */
  readonly repairs: readonly Change[]
  /** Passed, or found, and now not decided. No regression, and no proof that there is none. */
  readonly lost: readonly Change[]
  /** Not decided, and now decided for the good. */
  readonly gained: readonly Change[]
  /** Findings where nothing was decided before: neither better nor worse. */
  readonly found: readonly Change[]
  /** Still findings, of which a deviation now accounts or no longer does. */
  readonly deviations: readonly Change[]
  readonly appeared: readonly string[]
  readonly vanished: readonly string[]
}

/** What became of each thing between two lists of them. */
export function compared(old: readonly Item[], recent: readonly Item[]): Comparison {
  const before = new Map(old.map((one) => [one.name, one]))
  const after = new Map(recent.map((one) => [one.name, one]))
  const pairs = recent.flatMap((is) => {
    const was = before.get(is.name)
    return was === undefined ? [] : [{ was, is, turn: turnOf(was, is) }]
  })
  const of = (turn: Turn) => pairs.filter((pair) => pair.turn === turn).map(change)
  return {
    regressions: of('regression'),
    repairs: of('repair'),
    lost: of('lost'),
    gained: of('gained'),
    found: of('found'),
    deviations: of('deviation'),
    appeared: recent.filter(({ name }) => !before.has(name)).map(({ name }) => name),
    vanished: old.filter(({ name }) => !after.has(name)).map(({ name }) => name),
  }
}

type Turn = 'regression' | 'repair' | 'lost' | 'gained' | 'found' | 'deviation' | 'same'

/** From the worst to the best of what was decided. */
const decided: readonly (Outcome | 'not run')[] = ['failed', 'observed', 'passed']

function turnOf(was: Item, is: Item): Turn {
  const [from, to] = [decided.indexOf(was.outcome), decided.indexOf(is.outcome)]
  if (from < 0 && to < 0) return 'same'
  if (from < 0) return is.outcome === 'passed' ? 'gained' : is.known ? 'deviation' : 'found'
  if (to < 0) return 'lost'
  if (to > from) return 'repair'
  if (to < from) return is.known ? 'deviation' : 'regression'
  if (was.known && !is.known) return 'regression'
  return was.known !== is.known ? 'deviation' : 'same'
}

function change({ was, is }: { readonly was: Item; readonly is: Item }): Change {
  return { name: is.name, was: worded(was), is: worded(is), ...(is.because !== undefined && { because: is.because }) }
}

function worded({ outcome, known }: Item): string {
  return known ? `${outcome} (known)` : outcome
}

/** What a vendor report can be compared by: its requirements. */
export function itemsOf({ requirements }: Pick<VendorReport, 'requirements'>): readonly Item[] {
  return requirements.map(itemOf)
}

function itemOf({ id, verdict, because, broken = 0 }: RequirementResult): Item {
  return { name: id, outcome: verdict, known: verdict === 'failed' && broken === 0, ...(because !== undefined && { because }) }
}

/** What keeps two reports from saying the same thing of the same thing, a sentence each. */
export function differences(old: VendorReport, recent: VendorReport): readonly string[] {
  const extent = ({ run }: VendorReport) => {
    const { profile, only, resource, path, scale, shard } = run
    return JSON.stringify({ profile, only, resource, path, scale, shard })
  }
  const pairs: readonly (readonly [what: string, was: string, is: string])[] = [
    ['the suite', old.suite, recent.suite],
    ['the contract', old.contract.sha256.slice(0, 12), recent.contract.sha256.slice(0, 12)],
    ['the wire', old.run.wire, recent.run.wire],
    ['how far the runs went', extent(old), extent(recent)],
    ['the target', old.subject.target, recent.subject.target],
  ]
  return pairs.flatMap(([what, was, is]) => (was === is ? [] : [`${what} is not the same: ${was}, and now ${is}`]))
}

/** How many things came to what. */
export function tally(items: readonly Item[]): Readonly<Partial<Record<Outcome, number>>> {
  return Object.fromEntries(
    outcomes.flatMap((outcome) => {
      const count = items.filter((one) => one.outcome === outcome).length
      return count === 0 ? [] : [[outcome, count]]
    }),
  )
}
