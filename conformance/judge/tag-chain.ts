import type { Act } from './register.ts'

/** What two or more acts show that no order explains, in words that say why. */
export interface Contradiction {
  readonly expected: string
  readonly actual: string
  /** Label of the act that shows it. */
  readonly at: string
}

/**
 * Follows the tags through the writes that were done: each names the tag that it came after and, where its answer tells, the one that
 * it made. Says less than a search through all orders, and says it better; undefined where nothing is wrong at first sight.
 */
export function chained(acts: readonly Act[]): Contradiction | undefined {
  const done = acts.filter(({ kind, out }) => (kind === 'write' || kind === 'delete') && out.kind === 'ok')
  return forked(done) ?? reversed(done) ?? mislabelled(acts, done)
}

/** A tag that two writes came after: what one of them wrote was lost. */
function forked(done: readonly Act[]): Contradiction | undefined {
  for (const [index, second] of done.entries()) {
    const first = done.slice(0, index).find(({ expect }) => expect !== undefined && expect !== '*' && expect === second.expect)
    if (first === undefined) continue
    const all = done.filter(({ expect }) => expect === first.expect)
    return {
      expected: `one of the requests on the tag ${first.expect} succeeds`,
      actual: `${all.length} did: ${all.map(({ label }) => label).join(', ')}`,
      at: second.label,
    }
  }
  return undefined
}

/** A write that was answered before another began, and whose tag comes after the other's. */
function reversed(done: readonly Act[]): Contradiction | undefined {
  for (const early of done) {
    const late = done.find((one) => one.inv > early.ret && descendants(one, done).includes(early))
    if (late !== undefined)
      return { expected: `${early.label} comes before ${late.label}, which began after its answer`, actual: 'the tags are in the other order', at: late.label }
  }
  return undefined
}

/** The writes that came after a write, each on the tag of the one before. */
function descendants(first: Act, done: readonly Act[]): readonly Act[] {
  const found: Act[] = []
  for (let last: Act | undefined = first; last !== undefined && last.out.kind === 'ok';) {
    const tag: string | undefined = last.out.tag
    last = tag === undefined ? undefined : done.find((one) => one.expect === tag && one !== first && !found.includes(one))
    if (last !== undefined) found.push(last)
  }
  return found
}

/** A read that shows the tag of one write and the value of another. */
function mislabelled(acts: readonly Act[], done: readonly Act[]): Contradiction | undefined {
  for (const { kind, out, label } of acts) {
    if (kind !== 'read' || out.kind !== 'ok' || out.tag === undefined || out.value === undefined) continue
    const made = done.find((one) => one.out.kind === 'ok' && one.out.tag === out.tag)
    if (made?.value !== undefined && made.value !== out.value)
      return { expected: `${made.value} under the tag ${out.tag}, as ${made.label} wrote it`, actual: out.value, at: label }
  }
  return undefined
}
