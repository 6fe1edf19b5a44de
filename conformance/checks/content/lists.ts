import fc from 'fast-check'
import { check } from '../../check.ts'
import { succeeded } from '../../history.ts'
import { all, met, unmet } from '../../need.ts'
import { plainBody } from '../../generate/bodies.ts'
import { list as listOf, shapeAt } from '../../generate/shape.ts'
import { valid } from '../../generate/valid.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import { look, write, writing } from './writing.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { BodySchema } from '../../generate/bodies.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Writing } from './writing.ts'

interface Replaced {
  readonly writing: Writing
  readonly schema: BodySchema
  /** Name of the member of an update that is replaced whole, and the pointer of its items' schema. */
  readonly name: string
  readonly items: string
}

export const listReplacedWhole = check({
  id: 'content.list-replaced-whole',
  cost: 'mutating',
  each: 'resource',
  runs: 2,
  needs: replacedLists,
  scenario: ({ schema, items, name }) => {
    const item = valid(items, { document: schema.contract.document }).filter(
      (value) => schema.contract.validate(schema.where, { [name]: [value] }).length === 0,
    )
    return fc.uniqueArray(item, { minLength: 3, maxLength: 3, selector: (value) => JSON.stringify(value) })
  },
  drive: async (api, { writing: needs, name, schema }, [one = null, two = null, three = null]) => {
    const handle = await api.borrow()
    for (const [index, list] of [[one, two], [three], []].entries()) {
      await write(api, needs, { label: `write ${index}`, handle, plan: { body: bodyWith(schema, name, list) } })
      await look(api, `read ${index}`, handle)
    }
  },
  judge: (history, { name }, [one = null, two = null, three = null]) => {
    const first = listIn(history, 0, name)
    const tookEffect = [one, two].every((item) => first.some((found) => holds(found, item)))
    if (!tookEffect) return unclear(`the first list did not take effect: ${told(history.find('write 0'))}`)
    return allOf([[one, two], [three], []].map((list, index) => shownAs(history, index, { name, list })))
  },
})

/** A member that is a list, that the resource shows, and that the contract says is replaced. */
function replacedLists(reading: Reading): Need<Replaced> {
  const needs = all({ writing: writing(reading), schema: reading.bodySchema('update') })
  if (needs.kind === 'unmet') return needs
  const { contract, where } = needs.value.schema
  const update = reading.operation('update')
  const declared = Object.entries(reading.type.merge ?? {}).filter(([, { how }]) => how === 'replace')
  const shown = shapeAt(contract.document, `/components/schemas/${reading.type.schema}`)
  for (const [name, rule] of declared) {
    const place = shapeAt(contract.document, where)?.properties.get(name)
    const items = place === undefined ? undefined : shapeAt(contract.document, place)?.items
    // Leans on no read: in an answer of a form that nobody documents the first list is not seen, and nothing is judged.
    if (items !== undefined && shown?.properties.has(name) === true)
      return met(
        { ...needs.value, name, items },
        ...(update.kind === 'met' ? update.leansOn : []),
        ...(rule.basis === undefined ? [] : [{ basis: rule.basis, source: rule.source ?? '' }]),
      )
  }
  return unmet(`the contract declares no list of a ${reading.resource} that an update replaces`)
}

/** An update with this list; other members only where the schema requires them. */
function bodyWith(schema: BodySchema, name: string, list: readonly Json[]): JsonObject {
  const base = plainBody(schema)
  const required = shapeAt(schema.contract.document, schema.where)?.required ?? new Set<string>()
  const others = Object.fromEntries([...required].map((member) => [member, at(base, `/${member}`) ?? null]))
  const body = withAt(others, `/${name}`, list)
  return isObject(body) ? body : {}
}

/** Whether a write was accepted and the list is then as it was sent. A server may add members, and leave an empty list out. */
function shownAs(history: History, index: number, { name, list }: { readonly name: string; readonly list: readonly Json[] }): Judgement {
  const written = accepted(history.find(`write ${index}`))
  if (written.kind !== 'kept') return written
  if (!succeeded(history.find(`read ${index}`))) return unclear(`the list could not be read: ${told(history.find(`read ${index}`))}`)
  const found = listIn(history, index, name)
  const isAsSent = found.length === list.length && list.every((item, place) => holds(found[place], item))
  return isAsSent ? kept : broken(`/${name} is ${JSON.stringify(list)}, as it was sent`, JSON.stringify(found), `write ${index}`)
}

function listIn(history: History, index: number, name: string): readonly Json[] {
  return listOf(at(history.answer(`read ${index}`)?.json, `/${name}`))
}

function holds(found: Json | undefined, sent: Json): boolean {
  if (!isObject(found) || !isObject(sent)) return sameJson(found, sent)
  return Object.entries(sent).every(([name, value]) => holds(found[name], value))
}
