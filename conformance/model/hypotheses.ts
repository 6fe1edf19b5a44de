import { effect, next } from './next.ts'
import { nothing } from './state.ts'
import type { Broken } from '../verdict.ts'
import type { Deed } from './chronicle.ts'
import type { Invariant } from './invariants/invariant.ts'
import type { Rules } from './rules.ts'
import type { State, Thing } from './state.ts'

/** More states of affairs than this are not told apart any longer. */
export const most = 16

/**
 * Every state of affairs that fits what was answered so far. A request whose answer was lost may have been done, may be done at any
 * later time, or never: each is a hypothesis of its own, and every later answer sorts out those under which an invariant is broken.
 * When none is left, that is the finding: the one of the first hypothesis, in which nothing was done that nobody answered for.
 */
export type Hypotheses = { readonly kind: 'possible'; readonly states: readonly State[] } | { readonly kind: 'impossible'; readonly broken: Broken }

export const start: Hypotheses = { kind: 'possible', states: [nothing] }

export function after(given: Hypotheses, deed: Deed, how: { readonly rules: Rules; readonly invariants: readonly Invariant[] }): Hypotheses {
  if (given.kind === 'impossible') return given
  const { rules, invariants } = how
  const tried = unlike(given.states.flatMap((state) => meanwhile(rules, state))).map((state) => {
    const broken = invariants.map((holds) => holds(state, deed, rules)).find((found) => found !== undefined)
    return { broken, state: broken === undefined ? taken(rules, state, deed) : state }
  })
  const states = unlike(tried.filter(({ broken }) => broken === undefined).map(({ state }) => state))
  const [first] = tried
  if (states.length === 0 && first?.broken !== undefined) return { kind: 'impossible', broken: first.broken }
  return { kind: 'possible', states: states.length > most ? [reconciled(states)] : states }
}

/** A state after an answer, or with one request more that hangs in the air. */
function taken(rules: Rules, state: State, deed: Deed): State {
  const writes = deed.doing === 'create' || deed.doing === 'import' || deed.doing === 'update' || deed.doing === 'delete' || deed.doing === 'act'
  if (deed.outcome !== 'lost') return next(rules, state, deed)
  if (!writes) return state
  const isNameless = (deed.doing === 'create' || deed.doing === 'import') && deed.id === undefined
  return isNameless || deed.doing === 'act' ? effect(rules, state, deed) : { ...state, pending: [...state.pending, deed] }
}

/** A state, and those that it may have become since, as requests took effect that were not answered. */
function meanwhile(rules: Rules, state: State): readonly State[] {
  return [state, ...state.pending.flatMap((deed) => meanwhile(rules, effect(rules, { ...state, pending: state.pending.filter((one) => one !== deed) }, deed)))]
}

/** States that differ, each once. */
function unlike(states: readonly State[]): readonly State[] {
  if (states.length < 2) return states
  return [...new Map(states.map((state) => [signOf(state), state])).values()]
}

function signOf({ things, pending, nameless }: State): string {
  const signs = [...things.values()].map(({ id, life, told, consumed, tag, since }) => [
    id,
    life,
    [...told].map(([place, { value }]) => [place, value]),
    [...consumed],
    tag,
    since.length,
  ])
  return JSON.stringify([signs, pending.map(({ exchange }) => exchange.number), nameless.length])
}

/** One state in place of many: of what they do not agree on, nothing is said any more. */
function reconciled(states: readonly State[]): State {
  const [first = nothing, ...others] = states
  const agreed = (thing: Thing) =>
    others.every(({ things }) => signOf({ ...nothing, things: one(things.get(thing.id)) }) === signOf({ ...nothing, things: one(thing) }))
  const things = new Map(states.flatMap((state) => [...state.things.values()]).map((thing) => [thing.id, agreed(thing) ? thing : unsure(thing)]))
  return { ...first, things, pending: [] }
}

function one(thing: Thing | undefined): ReadonlyMap<string, Thing> {
  return thing === undefined ? new Map() : new Map([[thing.id, thing]])
}

function unsure(thing: Thing): Thing {
  return { ...thing, life: 'unsure', told: new Map(), seen: undefined, past: [], tag: undefined, consumed: new Set() }
}
