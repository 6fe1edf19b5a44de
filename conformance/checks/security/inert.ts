import { check } from '../../check.ts'
import { answerOf, header, succeeded } from '../../history.ts'
import { every } from '../../generate/every.ts'
import { allOf, told } from '../../judge/status.ts'
import { shapeAt } from '../../generate/shape.ts'
import { unknownPlace } from '../../generate/known.ts'
import { createBody, namePlace } from '../../naming.ts'
import { met, unmet } from '../../need.ts'
import { at, withAt } from '../../../specs/json.ts'
import { idIn, itemsIn, operationFor } from '../../resources.ts'
import { boundPlaces, touches } from '../../rules/places.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { isFreeForm, isFreeText } from '../validation/places.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Shape } from '../../generate/shape.ts'
import type { Judgement } from '../../verdict.ts'

/** Pieces of other languages that would show if anything read them; none of them does any harm. */
const markers = [
  `'"`,
  '{{7*7}}',
  '${7*7}',
  '$(x)',
  '`x`',
  '%0d%0aX-Canary: 1',
  '{"$gt":""}',
  '<b>x</b>',
  "' OR '1'='1",
  '; --',
  '&amp;',
  '#{7*7}',
  '..\\..\\x',
  '*)(x=*',
]

/** A resource type with free text that reads back, the plainest there is. */
interface FreeText {
  readonly create: string
  readonly look: Operation
  readonly type: ResourceType
  /** JSON pointer of the text. */
  readonly field: string
  readonly body: JsonObject
  readonly mostCharacters: number
}

function freeText(reading: Reading): Need<FreeText> {
  const need = reading.document()
  if (need.kind === 'unmet') return need
  const contract = need.value
  const types = Object.entries(contract.behaviour.resources).toSorted(([, a], [, b]) => Number(a.lifecycle !== undefined) - Number(b.lifecycle !== undefined))
  for (const [resource, type] of types) {
    const [create, look] = [operationFor(contract, resource, 'create'), operationFor(contract, resource, 'read') ?? operationFor(contract, resource, 'list')]
    if (create?.requestBody === undefined || look === undefined || operationFor(contract, resource, 'delete') === undefined) continue
    if (type.address.length > reading.type.address.length) continue
    const found = freeField(contract, type, create.requestBody.schema)
    if (found === undefined || unknownPlace(contract, resource, reading.acquaintance().ids) !== undefined) continue
    const body = createBody(contract, resource, { name: 'clusterproof', ...reading.acquaintance() })
    return met({ create: create.id, look, type, ...found, body }, create.behaviour, look.behaviour)
  }
  return unmet('no resource type has a free-text field that reads back')
}

/** A member that is any text, and that the representation shows; else a member of an object that is free in form. */
function freeField(contract: Contract, type: ResourceType, where: string): Pick<FreeText, 'field' | 'mostCharacters'> | undefined {
  const shown = shapeAt(contract.document, `/components/schemas/${type.schema}`)?.properties
  const taken = [
    namePlace(type),
    `/${type.identity.field.replace(/^\//, '')}`,
    ...(type.secrets ?? []),
    ...(type.writeOnly ?? []).flatMap(({ places }) => places),
  ]
  const members = [...(shapeAt(contract.document, where)?.properties ?? [])].flatMap(([name, place]) => {
    const [field, shape] = [`/${name}`, shapeAt(contract.document, place)]
    return shape === undefined || taken.includes(field) || shown?.has(name) !== true || touches(boundPlaces(type, 'create'), field) ? [] : [{ field, shape }]
  })
  const most = (shape: Shape) => Number(shape.keywords['maxLength'] ?? 200)
  const text = members.find(({ shape }) => shape.types.length === 1 && isFreeText(shape) && most(shape) >= 32)
  if (text !== undefined) return { field: text.field, mostCharacters: most(text.shape) }
  const form = members.find(({ shape }) => isFreeForm(shape))
  return form && { field: `${form.field}/note`, mostCharacters: 200 }
}

export const inertData = check({
  id: 'sec.inert-data',
  cost: 'mutating',
  uses: 'own',
  each: 'provider',
  runs: 1,
  needs: freeText,
  scenario: ({ mostCharacters }) => every(packed(mostCharacters)),
  drive: async (api, need, texts) => {
    await put(api, need, { label: 'plain', text: 'plain text' })
    for (const [index, text] of texts.entries()) await put(api, need, { label: `marked ${index}`, text })
  },
  judge: (history, need, texts) =>
    succeeded(history.find('plain'))
      ? allOf(texts.map((text, index) => inert(history, need, { label: `marked ${index}`, text })))
      : unclear(`plain text got ${told(history.find('plain'))}`),
})

/** All markers, in as few texts as there is room for them. */
function packed(most: number): readonly string[] {
  const texts: string[] = []
  for (const marker of markers) {
    const longer = texts.length === 0 ? marker : `${texts.at(-1)} ${marker}`
    if (longer.length <= most) texts.splice(-1, 1, longer)
    else if (marker.length <= most) texts.push(marker)
  }
  return texts
}

function inert(history: History, { field, look, type }: FreeText, { label, text }: { readonly label: string; readonly text: string }): Judgement {
  const marked = history.find(label)
  const status = answerOf(marked)?.status ?? 0
  if (status >= 400 && status < 500) return kept
  if (marked === undefined || !succeeded(marked)) return broken('a refusal, or the text as it was sent', told(marked), label)
  const id = idIn(type, answerOf(marked)?.json)
  const answers = [marked, history.find(`read ${label}`)].filter((exchange) => exchange !== undefined)
  const wrong = answers
    .map((exchange) => altered(exchange, { sent: text, shown: textIn(exchange, { look, type, field, id }) }))
    .find((judgement) => judgement !== undefined)
  return wrong ?? kept
}

async function put(api: Api, need: FreeText, { label, text }: { readonly label: string; readonly text: string }): Promise<void> {
  const { create, look, type, field, body } = need
  const name = namePlace(type)
  const named = name === undefined ? body : withAt(body, name, api.name())
  const made = await api.send(label, { operation: create, body: withAt(named, field, text) })
  const handle = api.own(made)
  if (handle !== undefined) await api.send(`read ${label}`, { operation: look.id, params: handle.params })
}

function textIn(
  exchange: Exchange,
  of: { readonly look: Operation; readonly type: ResourceType; readonly field: string; readonly id: string | undefined },
): Json | undefined {
  const { look, type, field, id } = of
  const json = answerOf(exchange)?.json
  const { behaviour } = look
  const isList = exchange.operation === look.id && behaviour?.action === 'list'
  const item = isList ? itemsIn({ behaviour }, json).find((one) => idIn(type, one) === id) : json
  return at(item, field)
}

function altered(exchange: Exchange, { sent, shown }: { readonly sent: string; readonly shown: Json | undefined }) {
  const answer = answerOf(exchange)
  if (header(answer, 'x-canary') !== undefined) return broken('text that stays text', 'a header field that was made of it', exchange.label)
  return shown === sent ? undefined : broken(`the text as it was sent: ${sent}`, JSON.stringify(shown ?? null), exchange.label)
}

export const inertChecks: readonly Check[] = [inertData]
