import { keyOf, step } from './register.ts'
import type { Act, State } from './register.ts'

/** What is searched: the acts on one register, and how it was before the first of them. */
export interface Overlap {
  readonly acts: readonly Act[]
  readonly start: State
}

/**
 * An order of the acts, one after another, in which each could have been answered as it was, and in which whoever was answered before
 * another began comes first; undefined where there is none. Acts whose outcome is not known may be missing from it, for they may
 * never have taken effect. Depth first, with a memory of what was tried (Wing and Gong 1993, Lowe 2017): quick for a dozen acts that change something.
 */
export function orderOf({ acts, start }: Overlap): readonly Act[] | undefined {
  const tried = new Set<string>()
  const from = (done: bigint, state: State): readonly Act[] | undefined => {
    const left = acts.flatMap((act, index) => (((done >> BigInt(index)) & 1n) === 1n ? [] : [{ act, bit: 1n << BigInt(index) }]))
    if (left.every(({ act }) => act.out.kind === 'unknown')) return []
    const key = `${done}/${keyOf(state)}`
    if (tried.has(key)) return undefined
    tried.add(key)
    const soonest = Math.min(...left.map(({ act }) => returned(act)))
    const ready = left.filter(({ act }) => act.inv <= soonest).map((one) => ({ ...one, next: step(state, one.act) }))
    // What changes nothing may as well come first: whoever comes later finds the same.
    const idle = ready.find(({ act, next }) => act.out.kind !== 'unknown' && next.length === 1 && keyOf(next[0] ?? null) === keyOf(state))
    for (const { act, bit, next } of idle === undefined ? ready : [idle]) {
      for (const state of next) {
        const rest = from(done | bit, state)
        if (rest !== undefined) return [act, ...rest]
      }
    }
    return undefined
  }
  return from(0n, start)
}

/** An act whose outcome is not known may take effect at any time after it began. */
function returned({ out, ret }: Act): number {
  return out.kind === 'unknown' ? Infinity : ret
}

/**
 * Of acts that no order explains, the few that contradict one another: each of the others could have ended in any way. Taking a write
 * out altogether would take away what others saw of it, so its outcome is forgotten instead.
 */
export function culprits({ acts, start }: Overlap): readonly Act[] {
  let kept = acts
  for (const act of acts) {
    const forgotten = kept.flatMap((one) => (one !== act ? [one] : act.kind === 'read' ? [] : [{ ...act, out: { kind: 'unknown' as const } }]))
    if (orderOf({ acts: forgotten, start }) === undefined) kept = forgotten
  }
  return kept.filter((act) => act.out.kind !== 'unknown')
}
