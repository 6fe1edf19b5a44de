import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { sameQuantity } from '../../generate/quantity.ts'
import { duplicated } from '../../generate/raw.ts'
import { answerOf, succeeded } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { all } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { change, currentBody } from './attempts.ts'
import { memberOf } from './places.ts'
import { idWritten, seen, targetOf } from './target.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Handle } from '../../api.ts'
import type { History } from '../../history.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Judgement } from '../../verdict.ts'
import type { Target } from './target.ts'

const pairs = ['two valid values', 'two valid values, one name escaped', 'valid, then invalid', 'invalid, then valid'] as const
type Pair = (typeof pairs)[number]

/** What a subject made of a body that has a member twice. */
type Made = 'refused' | 'first' | 'last' | Judgement

export const duplicateKeys = check({
  id: 'val.duplicate-keys',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ target: targetOf(reading, ['update']), field: reading.mutableField() }),
  scenario: () => every(pairs),
  drive: async (api, { target, field }, chosen) => {
    const handle = await api.borrow()
    const base = await currentBody(api, target, handle)
    const { params } = handle
    for (const pair of chosen) {
      await change(api, target, {
        label: `reset before ${pair}`,
        handle,
        plan: { body: { ...base, ...field.body(field.values[2] ?? field.values[0] ?? null) } },
      })
      await change(api, target, { label: pair, handle, plan: { raw: rawOf(pair, { target, field, base, handle }) } })
      await api.send(`read after ${pair}`, { operation: target.look.id, params })
    }
  },
  judge: (history, { target, field }, chosen) => {
    const made = chosen.map((pair) => ({ pair, made: madeOf(history, { target, field }, pair) }))
    const wrong = made.find(({ made: one }) => typeof one === 'object')?.made
    if (typeof wrong === 'object') return wrong
    const stored = made.flatMap(({ pair, made: one }) => (one === 'first' || one === 'last' ? [{ pair, one }] : []))
    const [usual] = stored
    const other = stored.find(({ one }) => one !== usual?.one)
    if (usual === undefined || other === undefined) return kept
    return broken(`the ${usual.one} occurrence is stored, as with ${usual.pair}`, `the ${other.one} one is`, `read after ${other.pair}`)
  },
})

interface Write {
  readonly target: Target
  readonly field: MutableField
  readonly base: JsonObject
  readonly handle: Handle
}

function rawOf(pair: Pair, { target, field, base }: Write): string {
  const member = memberOf(field.pointer)
  const [one = null, two = null] = field.values
  const [first, last] = [at(field.body(one), `/${member}`) ?? null, at(field.body(two), `/${member}`) ?? null]
  const bad = invalidFor(target, { ...base, ...field.body(one) }, member)
  const values: Record<Pair, readonly [Json, Json]> = {
    'two valid values': [first, last],
    'two valid values, one name escaped': [first, last],
    'valid, then invalid': [first, bad],
    'invalid, then valid': [bad, last],
  }
  const [before, after] = values[pair]
  const made = duplicated({ ...base, ...field.body(one), [member]: before }, member, after)
  const raw = made[pair === 'two valid values, one name escaped' ? 1 : 0]?.raw
  return typeof raw === 'string' ? raw : ''
}

/** A value that the schema does not allow for a member. */
function invalidFor({ update, contract }: Target, body: JsonObject, member: string): Json {
  const candidates: readonly Json[] = [7, 'x', true, [], {}]
  return candidates.find((value) => update !== undefined && contract.validate(update.schema.where, { ...body, [member]: value }).length > 0) ?? 7
}

function madeOf(history: History, { target, field }: Pick<Write, 'target' | 'field'>, pair: Pair): Made {
  const [reset, write, read] = [history.find(`reset before ${pair}`), history.find(pair), history.find(`read after ${pair}`)]
  if (!succeeded(reset)) return unclear(`there is no positive control: an update without the second member got ${told(reset)}`)
  if (answerOf(write) === undefined || !succeeded(read)) return unclear(`there is no telling what was stored: ${told(write)}, ${told(read)}`)
  const shown = at(seen(target, read, idWritten(target, write)), field.pointer)
  const [one, two, three] = field.values
  if (!succeeded(write))
    return same(shown, three ?? one)
      ? 'refused'
      : broken('nothing is stored of a refused body', `${told(write)}, and yet it reads back as ${JSON.stringify(shown)}`, pair)
  const first = pair !== 'invalid, then valid' && same(shown, one)
  const last = pair !== 'valid, then invalid' && same(shown, two)
  return first ? 'first' : last ? 'last' : broken('one of the two valid values is stored', `it reads back as ${JSON.stringify(shown)}`, `read after ${pair}`)
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return sameJson(a, b) || (typeof a === 'string' && typeof b === 'string' && sameQuantity(a, b))
}
