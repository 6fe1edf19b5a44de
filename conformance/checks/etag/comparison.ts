import fc from 'fast-check'
import { check } from '../../check.ts'
import { refused } from '../../judge/refused.ts'
import { allOf } from '../../judge/status.ts'
import { tagOf } from '../../judge/view.ts'
import { map, unmet } from '../../need.ts'
import { unclear } from '../../verdict.ts'
import { begin, someOf, writable } from './steps.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api } from '../../api.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Writable } from './steps.ts'

/** A tag made from the current one that must not match it; undefined where it would be the same or would be no tag. */
interface Twist {
  readonly name: string
  readonly made: (current: string) => string | undefined
}

/** Attempts with twisted tags: the field is known, each attempt would change it, and the resource is read after each. */
async function attempts(
  api: Api,
  given: Writable,
  { values: [first = null, second = null], twists }: { readonly values: readonly Json[]; readonly twists: readonly Twist[] },
): Promise<void> {
  const steps = await begin(api, given, first)
  let current = await steps.read('before')
  for (const { name, made } of twists) {
    const tag = made(current)
    if (tag === undefined) continue
    await steps.write(name, second, tag)
    current = await steps.read(`after ${name}`)
  }
}

function allRefused(
  history: History,
  given: Writable,
  { twists, statuses }: { readonly twists: readonly Twist[]; readonly statuses?: readonly number[] },
): Judgement {
  if (tagOf(given.tag, history.answer('before')) === undefined) return unclear('the read shows no entity tag')
  let before = history.find('before')
  const judged: Judgement[] = []
  for (const { name } of twists) {
    const attempt = history.find(name)
    if (attempt === undefined) continue
    const after = history.find(`after ${name}`)
    judged.push(refused({ control: history.find('control'), attempt, before, after, without: given.volatile, tag: given.tag, ...(statuses && { statuses }) }))
    before = after
  }
  return allOf(judged)
}

/** The characters between the quotes. */
function opaque(tag: string): string {
  return /^(?:W\/)?"(.*)"$/.exec(tag)?.[1] ?? tag
}

/** A twist of the opaque characters; RFC 9110 section 8.8.3.2 compares them one by one. */
function twist(name: string, edit: (text: string) => string): Twist {
  return {
    name,
    made: (current) => {
      const before = opaque(current)
      const after = edit(before)
      return after === before ? undefined : `${current.startsWith('W/') ? 'W/' : ''}"${after}"`
    },
  }
}

const resembling: readonly Twist[] = [
  twist('one more character', (text) => `${text}0`),
  twist('last character missing', (text) => text.slice(0, -1)),
  twist('leading zero', (text) => `0${text}`),
  twist('other letter case', (text) => (text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase())),
  twist('percent-encoded', (text) => text.replace(/^[!-~]/, (first) => `%${first.charCodeAt(0).toString(16).toUpperCase()}`)),
  twist('quoted twice', (text) => `'${text}'`),
  twist('last character changed', (text) => text.replace(/.$/, (end) => (end === '1' ? '2' : '1'))),
]

export const exactOctets = check({
  id: 'etag.if-match-exact-octets',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: writable,
  scenario: ({ field }) => someOf(field),
  drive: (api, given, values) => attempts(api, given, { values, twists: resembling }),
  judge: (history, given) => allRefused(history, given, { twists: resembling, statuses: given.refusal.statuses }),
})

const weakForm: readonly Twist[] = [{ name: 'weak form', made: (current) => (current.startsWith('W/') ? current : `W/${current}`) }]

export const strongComparison = check({
  id: 'etag.if-match-strong-comparison',
  cost: 'refused',
  each: 'resource',
  runs: 1,
  needs: comparesStrongly,
  scenario: ({ field }) => someOf(field),
  drive: (api, given, values) => attempts(api, given, { values, twists: weakForm }),
  judge: (history, given) => allRefused(history, given, { twists: weakForm, statuses: given.refusal.statuses }),
})

function comparesStrongly(reading: Reading): Need<Writable> {
  const need = writable(reading)
  if (need.kind === 'met' && need.value.precondition.rule.comparison === 'weak') return unmet('the contract declares that If-Match is compared weakly')
  return need.kind === 'met' && need.value.tag.strength === 'weak' ? unmet('the contract gives out weak tags only, which If-Match can never match') : need
}

/** Field values that are neither an asterisk nor a list of entity tags. A server that skips what it cannot read loses updates. */
const malformed: readonly Twist[] = [
  { name: 'quote left open', made: () => '"clusterproof' },
  { name: 'asterisk in a list', made: () => '*, "clusterproof"' },
  { name: 'mark without a tag', made: () => 'W/' },
  { name: 'small mark', made: () => 'w/"clusterproof"' },
  { name: 'no comma', made: () => '"clusterproof" "clusterproof"' },
  { name: 'single quotes', made: () => "'clusterproof'" },
  { name: 'no quotes', made: () => 'clusterproof' },
]

export const malformedNotIgnored = check({
  id: 'etag.if-match-malformed-not-ignored',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: (reading) => map(writable(reading), (given) => ({ given })),
  scenario: ({ given }) =>
    fc.record({
      values: someOf(given.field),
      twists: fc.shuffledSubarray(
        malformed.map(({ name }) => name),
        { minLength: 5 },
      ),
    }),
  drive: (api, { given }, { values, twists }) => attempts(api, given, { values, twists: chosen(twists) }),
  judge: (history, { given }, { twists }) => allRefused(history, given, { twists: chosen(twists) }),
})

function chosen(names: readonly string[]): readonly Twist[] {
  return malformed.filter(({ name }) => names.includes(name))
}
