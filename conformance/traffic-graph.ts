import { Fronts } from './judge/automaton-fronts.ts'
import { leadsTo } from './judge/automaton.ts'
import type { Lifecycle, Phase, Trigger } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'

/** A lifecycle of the contract, with what was seen of it. */
export interface LifecycleGraph {
  readonly id: string
  /** Resource types that go through it. */
  readonly resources: readonly string[]
  /** Declared ones first. */
  readonly phases: readonly LifecyclePhase[]
  readonly edges: readonly LifecycleEdge[]
}

export interface LifecyclePhase {
  readonly name: string
  /** Absent for a phase that the contract does not know. */
  readonly kind?: Phase['kind']
}

/** From one phase to another: `from` is absent where a life begins, `to` where it ends. */
export interface LifecycleEdge {
  readonly from?: string
  readonly to?: string
  /** What starts it, for one that is declared. */
  readonly triggers: readonly string[]
  /** How often it was seen. */
  readonly count: number
  /**
   * `declared`: one step of a declared way. `skipped`: a declared way leads there, and nobody looked at the phases between.
   * `undeclared`: no declared way leads there.
   */
  readonly is: 'declared' | 'skipped' | 'undeclared'
}

/** A change of phase that was seen, and how often. */
export interface Move {
  readonly lifecycle: string
  /** Trigger of a birth. */
  readonly born?: string
  readonly from?: string
  readonly to?: string
  readonly count: number
}

/** The declared lifecycles with the moves that were seen of each. */
export function graphsOf({ behaviour }: Contract, moves: readonly Move[]): readonly LifecycleGraph[] {
  return Object.entries(behaviour.lifecycles ?? {}).map(([id, lifecycle]) => {
    const resources = Object.entries(behaviour.resources).flatMap(([name, type]) => (type.lifecycle === id ? [name] : []))
    const edges = edgesOf(lifecycle, moves.filter((move) => move.lifecycle === id).toSorted(byName))
    const unknown = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].filter((name) => name !== undefined && !Object.hasOwn(lifecycle.phases, name))
    const phases = Object.entries(lifecycle.phases).map(([name, { kind }]) => ({ name, kind }))
    return { id, resources, phases: [...phases, ...unknown.map((name) => ({ name: name ?? '' }))], edges }
  })
}

type Edge = { -readonly [Key in keyof LifecycleEdge]: LifecycleEdge[Key] }

function edgesOf(lifecycle: Lifecycle, moves: readonly Move[]): readonly LifecycleEdge[] {
  const edges = new Map<string, Edge>()
  for (const [name, trigger] of Object.entries(lifecycle.triggers))
    for (const { from, to } of stepsOf(lifecycle, name, trigger)) {
      const before = edges.get(keyOf(from, to))
      edges.set(keyOf(from, to), { ...ends(from, to), triggers: [...new Set([...(before?.triggers ?? []), name])], count: 0, is: 'declared' })
    }
  for (const { from, to, born, count } of moves) {
    const edge = edges.get(keyOf(from, to)) ?? { ...ends(from, to), ...standingOf(lifecycle, { from, to, born }), count: 0 }
    edges.set(keyOf(from, to), { ...edge, count: edge.count + count })
  }
  return [...edges.values()]
}

interface Step {
  readonly from: string | undefined
  readonly to: string | undefined
}

/** Triggers that begin a life. */
const births = ['create', 'import']

/** The steps of a declared way, one after the other. Of one that starts in any phase, those from phases that do not end by themselves. */
function stepsOf({ phases }: Lifecycle, name: string, trigger: Trigger): readonly Step[] {
  const resting = Object.keys(phases).filter((phase) => phases[phase]?.kind !== 'transient')
  const homes = births.includes(name) ? [undefined] : (trigger.from ?? resting)
  return homes.flatMap((home) => {
    const named = (phase: string) => (phase === 'before' ? home : phase === 'gone' ? undefined : phase)
    const way = [home, ...trigger.through.map(({ phase }) => named(phase)), named(trigger.to)]
    return way.slice(1).flatMap((to, index) => (way[index] === to ? [] : [{ from: way[index], to }]))
  })
}

/** What a move is that is no step of those. */
function standingOf(lifecycle: Lifecycle, { from, to, born }: Step & { readonly born: string | undefined }): Pick<LifecycleEdge, 'triggers' | 'is'> {
  if (from === undefined) {
    const fronts = new Fronts(lifecycle)
    const begun = born === undefined ? undefined : fronts.birth(born)
    const isReached = begun === undefined || fronts.follow(begun, to ?? 'gone', 'any').length > 0
    return { triggers: [], is: isReached ? 'skipped' : 'undeclared' }
  }
  const started = Object.entries(lifecycle.triggers).flatMap(([name, trigger]) => (begins(trigger, name, to) ? [name] : []))
  if (started.length > 0) return { triggers: started, is: 'declared' }
  // Where no way ends a life, what is deleted is gone at once.
  if (to === undefined && !Object.values(lifecycle.triggers).some((trigger) => trigger.to === 'gone')) return { triggers: ['delete'], is: 'declared' }
  return { triggers: [], is: leadsTo(lifecycle, from, to ?? 'gone') ? 'skipped' : 'undeclared' }
}

/** True for the first step of a way that starts in any phase. */
function begins(trigger: Trigger, name: string, to: string | undefined): boolean {
  return trigger.from === undefined && !births.includes(name) && (trigger.through[0]?.phase ?? trigger.to) === (to ?? 'gone')
}

function ends(from: string | undefined, to: string | undefined): Pick<LifecycleEdge, 'from' | 'to'> {
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
}

function keyOf(from: string | undefined, to: string | undefined): string {
  return JSON.stringify([from ?? null, to ?? null])
}

function byName(a: Move, b: Move): number {
  const [one, other] = [keyOf(a.from, a.to), keyOf(b.from, b.to)]
  return one < other ? -1 : one > other ? 1 : 0
}
