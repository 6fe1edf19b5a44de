import type { ResourceType, Typed } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { follow } from '../../specs/document.ts'
import { at, isObject, pointer, withAt, type Json } from '../../specs/json.ts'
import type { Call } from '../call.ts'
import type { Defect } from '../defect.ts'
import type { Resource } from '../record.ts'
import { typesOf } from './applies.ts'
import { typeOfCall, withTypes } from './import-parts.ts'
import { during, eachItem, puts, withBody, type Scene } from './lifecycle-parts.ts'
import { accepts, doesAnyway, editCall, jsonOf, withJson, withoutViolations } from './parts.ts'

type Kind = Typed['kinds'][number]

const rulesIn = (contract: Contract): readonly Typed[] => typesOf(contract, 'create').flatMap(({ typed = {} }) => Object.values(typed))
const kindsIn = (contract: Contract): readonly Kind[] => rulesIn(contract).flatMap(({ kinds }) => kinds)
const hasKinds = (contract: Contract) => kindsIn(contract).length > 0
const changes = (policy: 'refuse' | 'ignore') => (contract: Contract) => kindsIn(contract).some(({ change }) => change?.policy === policy)

/** Edits every such item that an answer shows, in lists too. */
function shownItems(edit: (item: Json, rule: Typed, contract: Contract) => Json): Defect['wrap'] {
  return during(['list', 'read', 'create', 'update'], (outcome, scene) => {
    const body = (one: Json) => inItems(typeIn(scene), one, (item, rule) => edit(item, rule, scene.moment.contract))
    return { ...outcome, reply: scene.action === 'list' ? eachItem(outcome.reply, scene, (items) => items.map(body)) : withBody(outcome.reply, body) }
  })
}

function typeIn({ moment, type }: Scene): ResourceType | undefined {
  return moment.contract.behaviour.resources[type]
}

function inItems(type: ResourceType | undefined, body: Json, edit: (item: Json, rule: Typed) => Json): Json {
  return Object.entries(type?.typed ?? {}).reduce<Json>((made, [place, rule]) => {
    const items = itemsAt(made, place)
    return items === undefined
      ? made
      : withAt(
          made,
          place,
          items.map((item) => edit(item, rule)),
        )
  }, body)
}

function itemsAt(value: Json | undefined, place: string): readonly Json[] | undefined {
  const found = at(value, place)
  return Array.isArray(found) ? (found as readonly Json[]) : undefined
}

/** Edits the items that an update writes; `before` are those that were there. */
function writtenItems(edit: (items: readonly Json[], rule: Typed, before: readonly Json[]) => readonly Json[]): Defect['wrap'] {
  return during(['update'], (outcome, scene) =>
    puts(outcome, (resource) => {
      const { fields } = resource
      const places = Object.entries(resource.type === scene.type ? (typeIn(scene)?.typed ?? {}) : {})
      const made = places.reduce<Json>((all, [place, rule]) => withAt(all, place, edit(itemsAt(fields, place) ?? [], rule, before(scene, place))), fields)
      return places.length === 0 ? resource : withFields(resource, made)
    }),
  )
}

function before({ resource }: Scene, place: string): readonly Json[] {
  return itemsAt(resource?.fields, place) ?? []
}

function withFields(resource: Resource, fields: Json): Resource {
  return isObject(fields) ? { ...resource, fields } : resource
}

/** The members of a value that are what its schema fills in are left out. */
function bare({ document }: Pick<Contract, 'document'>, where: string, value: Json): Json {
  const schema = follow(document, where)
  const properties = schema?.value['properties']
  if (schema === undefined || !isObject(value) || !isObject(properties)) return value
  const members = Object.entries(value).flatMap(([name, member]): (readonly [string, Json])[] => {
    const below = schema.where + pointer(['properties', name])
    const usual = follow(document, below)?.value['default']
    return usual !== undefined && JSON.stringify(usual) === JSON.stringify(member) ? [] : [[name, bare({ document }, below, member)]]
  })
  return Object.fromEntries(members)
}

function kindOf({ kinds, shown, id }: Typed, item: Json): Kind | undefined {
  const own = kinds.filter((kind) => kind.id === at(item, id))
  return own.find(({ type }) => type === at(item, shown.type)) ?? own[0]
}

/** The call under kinds that are edited. */
function withKinds(call: Call, edit: (kind: Kind) => Kind): Call {
  return withTyped(call, (rule) => ({ ...rule, kinds: rule.kinds.map(edit) }))
}

function withTyped(call: Call, edit: (rule: Typed) => Typed): Call {
  return withTypes(call, (type) =>
    type.typed === undefined ? type : { ...type, typed: Object.fromEntries(Object.entries(type.typed).map(([place, rule]) => [place, edit(rule)])) },
  )
}

/** A call with a body that its document allows is done as if values had no kinds. */
function unjudged(call: Call): Call {
  const { route, contract } = call
  const schema = route.kind === 'found' ? route.operation.requestBody?.schema : undefined
  const body = jsonOf(call)
  return schema === undefined || body === undefined || typeOfCall(call)?.typed === undefined || contract.validate(schema, body).length > 0
    ? call
    : withoutViolations(call, () => true)
}

function free(kind: Kind): Kind {
  const { change: _, ...rest } = kind
  return rest
}

const flipped = (rule: Typed): Typed => ({ ...rule, unknown: { ...rule.unknown, policy: rule.unknown.policy === 'refuse' ? 'ignore' : 'refuse' } })

/** The call without any item where one of them is unknown. */
function withoutAll(call: Call): Call {
  const body = jsonOf(call)
  const typed = Object.entries(typeOfCall(call)?.typed ?? {})
  const isOdd = ({ kinds, id }: Typed, item: Json) => !kinds.some((kind) => kind.id === at(item, id))
  const odd = typed.filter(([place, rule]) => itemsAt(body, place)?.some((item) => isOdd(rule, item)) === true)
  return body === undefined || odd.length === 0
    ? call
    : withJson(
        call,
        odd.reduce<Json>((made, [place]) => withAt(made, place, []), body),
      )
}

/** Items with a value of a kind. */
export const typedDefects: readonly Defect[] = [
  {
    id: 'typed.nothing-filled-in',
    violates: 'typed.kept',
    sentence: 'Shows values of items without what their schema fills in.',
    applies: hasKinds,
    wrap: shownItems((item, rule, contract) => {
      const kind = kindOf(rule, item)
      const value = at(item, rule.shown.value)
      return kind === undefined || value === undefined
        ? item
        : withAt(item, rule.shown.value, bare(contract, pointer(['components', 'schemas', kind.schema]), value))
    }),
  },
  {
    id: 'typed.wrong-word',
    violates: 'typed.kept',
    sentence: 'Shows items with the word of another kind.',
    applies: (contract) => new Set(kindsIn(contract).map(({ type }) => type)).size > 1,
    wrap: shownItems((item, rule) => {
      const other = rule.kinds.find(({ type }) => type !== at(item, rule.shown.type))
      return other === undefined ? item : withAt(item, rule.shown.type, other.type)
    }),
  },
  {
    id: 'typed.values-as-text',
    violates: 'typed.kept',
    sentence: 'Shows the values of all items as texts.',
    applies: (contract) => kindsIn(contract).some(({ schema }) => contract.validate(pointer(['components', 'schemas', schema]), 'cp').length > 0),
    wrap: shownItems((item, rule) => {
      const value = at(item, rule.shown.value)
      return value === undefined || typeof value === 'string' ? item : withAt(item, rule.shown.value, JSON.stringify(value))
    }),
  },
  {
    id: 'typed.old-value-stays',
    violates: 'typed.changed',
    sentence: 'Accepts an update that gives an item another value, and keeps the old one.',
    applies: (contract) => kindsIn(contract).some(({ change }) => change === undefined),
    wrap: writtenItems((_items, _rule, old) => old),
  },
  {
    id: 'typed.others-lost',
    violates: 'typed.changed',
    sentence: 'Loses the items of which an update does not change the value.',
    applies: (contract) => kindsIn(contract).length > 1 && kindsIn(contract).some(({ change }) => change === undefined),
    wrap: writtenItems((items, _, old) => {
      const isNew = (item: Json) => !old.some((one) => JSON.stringify(one) === JSON.stringify(item))
      return items.some(isNew) ? items.filter(isNew) : items
    }),
  },
  {
    id: 'typed.order-turned',
    violates: 'typed.changed',
    sentence: 'Turns the order of items round with every update.',
    applies: (contract) => kindsIn(contract).length > 1 && kindsIn(contract).some(({ change }) => change === undefined),
    wrap: writtenItems((items) => items.toReversed()),
  },
  {
    id: 'typed.any-value',
    violates: 'typed.refused',
    sentence: 'Takes any value for any item.',
    applies: hasKinds,
    wrap: accepts(['invalid-body'], unjudged),
  },
  {
    id: 'typed.any-value-all-the-same',
    violates: 'typed.refused',
    sentence: 'Refuses a value of another kind, and keeps it all the same.',
    applies: hasKinds,
    wrap: doesAnyway(['invalid-body'], unjudged),
  },
  {
    id: 'typed.unknown-otherwise',
    violates: 'typed.unknown',
    sentence: 'Passes over an item that no kind is known for where it should refuse it, and the other way round.',
    applies: hasKinds,
    wrap: editCall((call) => withTyped(call, flipped)),
  },
  {
    id: 'typed.unknown-takes-all',
    violates: 'typed.unknown',
    sentence: 'Passes over all items where no kind is known for one of them.',
    applies: (contract) => rulesIn(contract).some(({ unknown }) => unknown.policy === 'ignore'),
    wrap: editCall(withoutAll),
  },
  {
    id: 'typed.fixed-changed',
    violates: 'typed.fixed',
    sentence: 'Changes the value of an item that never changes.',
    applies: changes('refuse'),
    wrap: accepts(['immutable-field'], (call) => withKinds(call, free)),
  },
  {
    id: 'typed.fixed-changed-all-the-same',
    violates: 'typed.fixed',
    sentence: 'Refuses to change the value of an item that never changes, and changes it.',
    applies: changes('refuse'),
    wrap: doesAnyway(['immutable-field'], (call) => withKinds(call, free)),
  },
  {
    id: 'typed.ignored-changed',
    violates: 'typed.fixed',
    sentence: 'Changes the value of an item whose other value is to be passed over.',
    applies: changes('ignore'),
    wrap: editCall((call) => withKinds(call, (kind) => (kind.change?.policy === 'ignore' ? free(kind) : kind))),
  },
]
