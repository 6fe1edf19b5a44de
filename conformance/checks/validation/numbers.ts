import fc from 'fast-check'
import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { met, unmet } from '../../need.ts'
import { at, steps, withAt } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { change, currentBody } from './attempts.ts'
import { shapeOf } from './places.ts'
import { idWritten, seen, targetOf } from './target.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Target } from './target.ts'

/** A numeric field, a whole number that it may hold, and another value for it to hold before. */
type Numeric = { readonly place: string; readonly number: number; readonly other: number }

interface Numerics {
  readonly target: Target
  readonly fields: readonly MutableField[]
  readonly numerics: readonly Numeric[]
}

function numericsOf(reading: Reading): Need<Numerics> {
  const target = targetOf(reading, ['update'])
  const fields = reading.mutableFields()
  if (target.kind === 'unmet') return target
  if (fields.kind === 'unmet') return fields
  const { update, contract } = target.value
  const numerics = fields.value.flatMap(({ pointer: place, values }): readonly Numeric[] => {
    const types = update === undefined ? [] : (shapeOf(contract, update.schema.where, place)?.types ?? [])
    const [other, number] = values.filter((value) => Number.isSafeInteger(value)).map(Number)
    return !types.some((type) => type === 'integer' || type === 'number') || number === undefined || other === undefined ? [] : [{ place, number, other }]
  })
  return numerics.length === 0
    ? unmet(`no number of a ${reading.resource} can be changed and read back`)
    : met({ target: target.value, fields: fields.value, numerics }, ...target.leansOn)
}

/**
 * The number in other notations of RFC 8259 section 6, and greater ones that have the same lowest 32, 53 or 64 bits. Digits
 * beyond the precision of a double are not asked for: nearly every reader of JSON drops them.
 */
export function formsOf(number: number): readonly string[] {
  const whole = BigInt(number)
  const same = [`${number}.0`, `${number}e0`, `${number}E+0`, `${number}0e-1`]
  const greater = [31n, 32n, 53n, 64n].map((bits) => String(whole + 2n ** bits))
  return [...same, ...greater, '1e400', '-1e400', `1${'0'.repeat(29)}${number}`]
}

export const numberForms = check({
  id: 'val.number-forms',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: numericsOf,
  scenario: ({ numerics }) => fc.constantFrom(...numerics).chain((numeric) => every(formsOf(numeric.number)).map((forms) => ({ numeric, forms }))),
  drive: async (api, { target, fields }, { numeric: { place, number, other }, forms }) => {
    const handle = await api.borrow()
    const field = fields.find(({ pointer }) => pointer === place)
    if (field === undefined) return
    const replaces = target.contract.operations.get(target.update?.id ?? '')?.behaviour?.replaces !== undefined
    const base = replaces ? await currentBody(api, target, handle) : {}
    for (const form of forms) {
      await change(api, target, { label: `${other} before ${form}`, handle, plan: { exactly: false, body: field.body(other) } })
      await change(api, target, { label: form, handle, plan: { raw: written(field, { number, form, base }) } })
      await api.send(`${form}, read`, { operation: target.look.id, params: handle.params })
    }
  },
  judge: (history, { target }, { numeric, forms }) => allOf(forms.map((form) => exact(history, target, { ...numeric, form }))),
})

/** A body with a number as it shall stand on the wire. */
function written(
  { pointer, body }: MutableField,
  { number, form, base }: { readonly number: number; readonly form: string; readonly base: JsonObject },
): string {
  const mark = '@cp@'
  return JSON.stringify(withAt({ ...base, ...body(number) }, pointer, mark)).replace(JSON.stringify(mark), form)
}

/** Refused and left as it was, or stored as exactly the number that was sent. */
function exact(history: History, target: Target, { place, other, form }: Numeric & { readonly form: string }): Judgement {
  const [reset, write, read] = [`${other} before ${form}`, form, `${form}, read`].map((label) => history.find(label))
  if (!succeeded(reset)) return unclear(`there is no positive control: a plain number got ${told(reset)}`)
  const status = answerOf(write)?.status
  if (status === undefined || !succeeded(read)) return unclear(`what was stored is not known: ${told(write)}, ${told(read)}`)
  if (status >= 500) return broken('an answer without a server error', told(write), form)
  const shown = literalAt(target, { read, place, id: idWritten(target, write) })
  const wanted = succeeded(write) ? form : String(other)
  if (sameNumber(shown, wanted)) return kept
  return broken(`${place} is exactly ${wanted} after ${form}`, `${told(write)}, and it reads back as ${shown}`, `${form}, read`)
}

/** The number as its digits stand in an answer: read as a double, it might look like another one. */
function literalAt(
  target: Target,
  { read, place, id }: { readonly read: Exchange | undefined; readonly place: string; readonly id: string | undefined },
): string {
  const member = JSON.stringify(steps(place).at(-1) ?? '').replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const found = [...(answerOf(read)?.body ?? '').matchAll(new RegExp(String.raw`${member}\s*:\s*(-?\d[\d.eE+-]*)`, 'g'))]
  const [only] = found
  return found.length === 1 && only?.[1] !== undefined ? only[1] : (JSON.stringify(at(seen(target, read, id), place)) ?? 'nothing')
}

/** True for two notations of one number, of any size (RFC 8259 section 6). */
export function sameNumber(one: string, other: string): boolean {
  const [a, b] = [plain(one), plain(other)]
  return a !== undefined && a === b
}

/** Sign, digits without zeros at either end, and the power of ten of the last digit. */
function plain(literal: string): string | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? []
  if (whole === '') return undefined
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  if (digits === '') return '0'
  const short = digits.replace(/0+$/, '')
  return `${sign}${short}e${Number(exponent) - fraction.length + digits.length - short.length}`
}
