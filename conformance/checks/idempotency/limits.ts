import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { mark } from '../../ids.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { all, met } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { Changer } from './changes.ts'
import { changing, keys } from './needs.ts'
import type { Idempotency } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { RefusalNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Judgement } from '../../verdict.ts'
import type { Changing } from './needs.ts'

const frugal = { cost: 'mutating', each: 'resource', runs: 1 } as const

/** An update under keys whose own rules a check leans on besides. */
function under(reading: Reading, rule: (rules: Idempotency) => Sourced): Need<Changing> {
  const need = all({ given: changing(reading), rules: keys(reading) })
  return need.kind === 'met' ? met(need.value.given, ...need.leansOn, rule(need.value.rules)) : need
}

/** Two values of the field, in any order: what it has before, and what a keyed update gives it. */
const two = ({ field }: Changing): fc.Arbitrary<Json[]> => fc.shuffledSubarray([...field.values], { minLength: 2, maxLength: 2 })

export const keyLimits = check({
  ...frugal,
  id: 'idem.key-limits',
  needs: (reading) => under(reading, ({ key }) => key),
  scenario: two,
  drive: async (api, given, [first = null, second = null]) => {
    const { minLength, maxLength } = given.rules.key
    const changer = await Changer.begin(api, given, first)
    const name = changer.fresh()
    await changer.send('shortest', second, mark(name).slice(-Math.max(minLength, 1)).padStart(minLength, 'k'))
    await changer.read('after the shortest')
    await changer.send('longest', first, name.padStart(maxLength, 'k'))
    await changer.read('after the longest')
  },
  judge: (history, given, [first = null, second = null]) =>
    allOf([done(history, given, { label: 'shortest', value: second }), done(history, given, { label: 'longest', value: first })]),
})

/** Judges that a keyed update was accepted. One that was accepted and not done may be a repeat of somebody else's. */
export function done(history: History, { field }: Pick<Changing, 'field'>, { label, value }: { readonly label: string; readonly value: Json }): Judgement {
  const [control, attempt, after] = ['control', label, `after the ${label}`].map((one) => history.find(one))
  if (!succeeded(control)) return unclear(`an update under a usual key got ${told(control)}`)
  if (answerOf(attempt) === undefined) return unclear(`there is no answer to judge: ${told(attempt)}`)
  if (!succeeded(attempt)) return broken('a success', told(attempt), label)
  return sameJson(at(answerOf(after)?.json, field.pointer), value) ? kept : unclear('the update was accepted and not done: its key may be known already')
}

type Named = Readonly<Record<string, string>>

/** Keys of a wrong length, by name. */
function wrongLengths({ key }: Idempotency, name: string): Named {
  return {
    ...(key.minLength > 0 && { empty: '' }),
    ...(key.minLength > 1 && { 'too short': name.slice(-(key.minLength - 1)) }),
    'one too long': name.padStart(key.maxLength + 1, 'k'),
    'far too long': name.padStart(Math.max(8000, 2 * key.maxLength), 'k'),
  }
}

/** Keys with characters that they may not have, by name. Bytes beyond ASCII stand for themselves. */
function wrongCharacters({ charset }: Idempotency, name: string): Named {
  return {
    ...(charset.of !== 'any' && { 'not ascii': `${name}\u00c3\u00a9` }),
    ...(charset.of === 'visible-ascii' && { 'with a space': `k ${name}` }),
  }
}

/** Sends updates under wrong keys, each between two reads. */
async function sendWrong(changer: Changer, wrong: Named, value: Json): Promise<void> {
  for (const [name, key] of Object.entries(wrong)) {
    await changer.read(`before ${name}`)
    await changer.send(name, value, key)
    await changer.read(`after ${name}`)
  }
}

interface Refusable {
  readonly given: Changing
  readonly refusal: RefusalNeed
}

export const keyRefused = check({
  ...frugal,
  id: 'idem.key-refused',
  proves: 'idem.key-limits',
  needs: (reading) => all({ given: under(reading, ({ key }) => key), refusal: reading.refusal('malformed-key') }),
  scenario: ({ given }) => two(given),
  drive: async (api, { given }, [first = null, second = null]) => {
    const changer = await Changer.begin(api, given, first)
    await sendWrong(changer, wrongLengths(given.rules, changer.fresh()), second)
  },
  judge: (history, needs) => allOf(Object.keys(wrongLengths(needs.given.rules, '')).map((name) => untouched(history, needs, name))),
})

/** RFC 6585 section 5: a field that is far too long may be refused before anybody looks at what it is. */
function untouched(history: History, { given, refusal }: Refusable, name: string): Judgement {
  const [control, attempt, before, after] = ['control', name, `before ${name}`, `after ${name}`].map((label) => history.find(label))
  return refused({ control, attempt, statuses: [...refusal.statuses, 431], before, after, without: given.volatile })
}

/** Odd beginnings of keys that a header can carry. */
const odd: Readonly<Record<string, string>> = { quoted: '"k"', dots: '../', escape: '%00', quote: "'OR'1'='1", braces: '{k}', spaced: 'k k' }

function oddKeys({ charset }: Idempotency): readonly string[] {
  return Object.keys(odd).filter((name) => charset.of !== 'visible-ascii' || odd[name]?.includes(' ') === false)
}

export const keyCharacters = check({
  ...frugal,
  id: 'idem.key-characters',
  proves: 'idem.key-limits',
  needs: (reading) => all({ given: under(reading, ({ charset }) => charset), refusal: reading.refusal('malformed-key') }),
  scenario: ({ given }) => two(given),
  drive: async (api, { given }, [first = null, second = null]) => {
    const changer = await Changer.begin(api, given, first)
    for (const [index, name] of oddKeys(given.rules).entries()) {
      await changer.send(name, index % 2 === 0 ? second : first, `${odd[name] ?? ''}${changer.fresh()}`.slice(0, given.rules.key.maxLength))
      await changer.read(`after the ${name}`)
    }
    await sendWrong(changer, wrongCharacters(given.rules, changer.fresh().slice(-8)), oddKeys(given.rules).length % 2 === 0 ? second : first)
  },
  judge: (history, needs, [first = null, second = null]) => {
    const { rules } = needs.given
    const accepted = oddKeys(rules).map((name, index) => done(history, needs.given, { label: name, value: index % 2 === 0 ? second : first }))
    return allOf([...accepted, ...Object.keys(wrongCharacters(rules, '')).map((name) => untouched(history, needs, name))])
  },
})

export const twoKeys = check({
  ...frugal,
  id: 'idem.two-keys',
  proves: 'idem.key-field-handling',
  needs: (reading) => all({ given: changing(reading), refusal: reading.refusal('malformed-key') }),
  scenario: ({ given }) => two(given),
  drive: async (api, { given }, [first = null, second = null]) => {
    const changer = await Changer.begin(api, given, first)
    await changer.read('before two')
    await changer.send('two', second, changer.fresh(), changer.fresh())
    await changer.read('after two')
  },
  judge: (history, needs) => untouched(history, needs, 'two'),
})

export const limits: readonly Check[] = [keyLimits, keyRefused, keyCharacters, twoKeys]
