import type { ResourceType, Typed, TypedKind } from '../behaviour.ts'
import { schemaBelow } from '../document.ts'
import type { Problem } from '../finding.ts'
import { phaseNamed, schemaNamed } from './names.ts'
import { fieldPlaceNamed, named, sentPlaceNamed, shownPlaceNamed } from './places.ts'
import { choices, reporter } from './rule.ts'
import type { Pair, Path, Rule } from './rule.ts'

const twice = reporter('typed-kind')
const badWord = reporter('typed-word')
const overlaid = reporter('typed-shown')

/** What resource types say of arrays whose items have kinds. */
export const typedRules: Rule = (pair) =>
  Object.entries(pair.behaviour.resources).flatMap(([type, resource]) =>
    Object.entries(resource.typed ?? {}).flatMap(([at, typed]) => {
      const place: Place = { type, resource, at, typed, path: ['resources', type, 'typed', at] }
      return [...places(pair, place), ...typed.kinds.flatMap((kind, index) => ofKind(pair, place, { kind, index }))]
    }),
  )

interface Place {
  readonly type: string
  readonly resource: ResourceType
  readonly at: string
  readonly typed: Typed
  readonly path: Path
}

/** The array and its items' identifiers and values are sent; what is shown of them is in the schema. */
function places(pair: Pair, { type, resource: { schema }, at, typed, path }: Place): readonly Problem[] {
  const { id, value, shown } = typed
  const array = sentPlaceNamed(pair, path, { type, at })
  if (array.length > 0) return array
  return [
    ...sentPlaceNamed(pair, [...path, 'id'], { type, at: `${at}/*${id}` }),
    ...sentPlaceNamed(pair, [...path, 'value'], { type, at: `${at}/*${value}` }),
    ...shownPlaceNamed(pair, [...path, 'shown', 'type'], { schema, at: `${at}/*${shown.type}` }),
    ...shownPlaceNamed(pair, [...path, 'shown', 'value'], { schema, at: `${at}/*${shown.value}` }),
  ]
}

interface Numbered {
  readonly kind: TypedKind
  readonly index: number
}

function ofKind(pair: Pair, place: Place, { kind, index }: Numbered): readonly Problem[] {
  const { type, resource, at, typed } = place
  const path = [...place.path, 'kinds', index]
  const told: readonly string[] = [typed.id, typed.shown.type, typed.shown.value]
  return [
    ...schemaNamed(pair, [...path, 'schema'], kind.schema),
    ...Object.keys(kind.where ?? {}).flatMap((where) => fieldPlaceNamed(pair, [...path, 'where', where], { type, at: where })),
    ...Object.keys(kind.shows ?? {}).flatMap((member) =>
      told.includes(member)
        ? [overlaid([...path, 'shows', member], `'${member}' of an item follows from its identifier and its value already. Remove it.`)]
        : shownPlaceNamed(pair, [...path, 'shows', member], { schema: resource.schema, at: `${at}/*${member}` }),
    ),
    ...phaseNamed(pair, [...path, 'change', 'after'], { resource: type, phase: kind.change?.after }),
    ...listed(pair, place, { kind, index }),
    ...hidden(place, { kind, index }),
  ]
}

/** Where the schema lists the words of kinds, they are among them. */
function listed({ document }: Pair, { resource, at, typed, path }: Place, { kind, index }: Numbered): readonly Problem[] {
  const words = schemaBelow(document, named(resource.schema), `${at}/0${typed.shown.type}`)?.value['enum']
  if (!Array.isArray(words) || words.includes(kind.type)) return []
  const known = choices(words.filter((word) => typeof word === 'string'))
  return [
    badWord([...path, 'kinds', index, 'type'], `The schema '${resource.schema}' has no '${kind.type}' at '${at}/*${typed.shown.type}'. Write one of ${known}.`),
  ]
}

/** The first kind that fits is that of an item, so one behind another that always fits as well never is. */
function hidden({ typed, path }: Place, { kind, index }: Numbered): readonly Problem[] {
  const first = typed.kinds.findIndex(({ id, where }) => id === kind.id && (where === undefined || JSON.stringify(where) === JSON.stringify(kind.where)))
  if (first >= index || first < 0) return []
  return [
    twice([...path, 'kinds', index], `'${kind.id}' is of kind number ${first + 1} wherever it is of this one. Tell them apart in \`where\`, or remove one.`),
  ]
}
