import { rulesOf } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, isObject, withAt, type Json } from '../../specs/json.ts'
import type { Defect } from '../defect.ts'
import { refuse } from '../refuse.ts'
import { during, puts } from './lifecycle-parts.ts'
import { besides, fixedBy, idle, masksOf, namingOf, pathsOf, placeOf, renamed, withMask, withSomeMask } from './mask-parts.ts'
import { editCall, withJson } from './parts.ts'

/** True where a mask names one of several members that may be there without each other. */
function siblings(contract: Contract): boolean {
  return masksOf(contract).some(({ mask, type }) => {
    const bound = rulesOf(type, 'all-or-none').flatMap((rule) => rule.at)
    const free = pathsOf(mask).filter((path) => !bound.includes(placeOf(path)))
    return free.some((path) => besides({ paths: [path], mask, body: null }).length > 1)
  })
}

/** Field masks of updates. */
export const maskDefects: readonly Defect[] = [
  {
    id: 'mask.ignored',
    violates: 'mask.only-named',
    sentence: 'Changes all fields that the body of an update holds, whatever its mask says.',
    applies: withSomeMask(),
    wrap: editCall(renamed(({ paths, body, mask }) => [...paths, ...pathsOf(mask).filter((path) => at(body, placeOf(path)) !== undefined)])),
  },
  {
    id: 'mask.forgets-others',
    violates: 'mask.only-named',
    sentence: 'Empties a field that the mask of an update does not name.',
    applies: withSomeMask((mask) => pathsOf(mask).length > 1),
    wrap: during(['update'], (outcome, { call, type }) => {
      const naming = namingOf(call)
      if (naming === undefined || naming.paths.length === 0 || outcome.reply.refusal !== undefined) return outcome
      return puts(outcome, (resource) => {
        const known = pathsOf(naming.mask).filter((path) => !naming.paths.some((named) => named.startsWith(path) || path.startsWith(named)))
        const lost = known.map(placeOf).find((place) => isLost(at(resource.fields, place)))
        const fields = lost === undefined || resource.type !== type ? resource.fields : withAt(resource.fields, lost, undefined)
        return isObject(fields) ? { ...resource, fields } : resource
      })
    }),
  },
  {
    id: 'mask.first-path-only',
    violates: 'mask.several',
    sentence: 'Heeds only the first path of a mask.',
    applies: withSomeMask(),
    wrap: editCall(renamed(({ paths }) => paths.slice(0, 1))),
  },
  {
    id: 'mask.last-path-only',
    violates: 'mask.several',
    sentence: 'Heeds only the last path of a mask.',
    applies: withSomeMask(),
    wrap: editCall(renamed(({ paths }) => paths.slice(-1))),
  },
  {
    id: 'mask.member-means-object',
    violates: 'mask.nested',
    sentence: 'Takes a path to a member for the whole object: its other members become what the body has.',
    applies: siblings,
    wrap: editCall(renamed((naming) => [...naming.paths, ...besides(naming)])),
  },
  {
    id: 'mask.member-without-effect',
    violates: 'mask.nested',
    sentence: 'Overlooks paths to members of objects.',
    applies: siblings,
    wrap: editCall(renamed(({ paths }) => paths.filter((path) => !path.includes('.')))),
  },
  {
    id: 'mask.repetition-refused',
    violates: 'mask.order',
    sentence: 'Refuses a mask in which a path stands twice.',
    applies: withSomeMask(),
    wrap: (respond) => (call, around) => {
      const { paths = [] } = namingOf(call) ?? {}
      if (new Set(paths).size === paths.length) return respond(call, around)
      return { reply: refuse(call.contract, { refusal: 'invalid-body', detail: 'a path stands in the mask twice' }), changes: [] }
    },
  },
  {
    id: 'mask.path-unheard-of',
    violates: 'mask.paths',
    sentence: 'Does not know one of the paths that its masks are declared to take.',
    applies: withSomeMask(),
    wrap: editCall((call) =>
      withMask(call, (mask) => ({
        ...mask,
        paths: mask.paths.map((stated) => ({ ...stated, names: stated.names.filter((name) => name !== pathsOf(mask)[0]) })),
      })),
    ),
  },
  {
    id: 'mask.path-without-effect',
    violates: 'mask.paths',
    sentence: 'Accepts one of the paths that its masks are declared to take, and does not change what it names.',
    applies: withSomeMask(),
    wrap: editCall(renamed(({ paths, mask }) => paths.filter((path) => path !== pathsOf(mask)[0]))),
  },
  {
    id: 'mask.empties-nothing',
    violates: 'mask.clears',
    sentence: 'Leaves a field as it is that the mask names and the body holds no value for.',
    applies: withSomeMask(),
    wrap: editCall((call) => withMask(call, (mask) => ({ ...mask, clears: { ...mask.clears, except: pathsOf(mask) } }))),
  },
  {
    id: 'mask.empties-spared',
    violates: 'mask.spares',
    sentence: 'Empties also the fields that are declared to stay.',
    applies: withSomeMask(({ clears }) => (clears.except ?? []).length > 0),
    wrap: editCall((call) => withMask(call, (mask) => ({ ...mask, clears: { basis: mask.clears.basis, source: mask.clears.source } }))),
  },
  {
    id: 'mask.unknown-otherwise',
    violates: 'mask.unknown',
    sentence: 'Ignores a request with an unknown path in its mask where it is to be refused, and refuses it where it is to be ignored.',
    applies: withSomeMask(),
    wrap: editCall((call) =>
      withMask(call, (mask) => ({
        ...mask,
        unknown: { ...mask.unknown, policy: mask.unknown.policy === 'refuse' ? ('ignore' as const) : ('refuse' as const) },
      })),
    ),
  },
  {
    id: 'mask.unknown-left-out',
    violates: 'mask.unknown',
    sentence: 'Leaves unknown paths out of a mask and does the rest of the request.',
    applies: withSomeMask(),
    wrap: editCall(
      renamed(({ paths, mask }) => {
        const known = paths.filter((path) => pathsOf(mask).includes(path))
        return known.length === 0 ? paths : known
      }),
    ),
  },
  {
    id: 'mask.unknown-taken-for-all',
    violates: 'mask.unknown',
    sentence: 'Takes an unknown path in a mask for the known ones below it.',
    applies: withSomeMask((mask) => pathsOf(mask).some((path) => path.includes('.') && !pathsOf(mask).includes(path.slice(0, path.lastIndexOf('.'))))),
    wrap: editCall(
      renamed(({ paths, mask }) =>
        paths.flatMap((path) => {
          const below = pathsOf(mask).filter((known) => known.startsWith(`${path}.`))
          return below.length > 0 && !pathsOf(mask).includes(path) ? below : [path]
        }),
      ),
    ),
  },
  {
    id: 'mask.omitted-nothing',
    violates: 'mask.omitted',
    sentence: 'Changes nothing where an update has no mask.',
    applies: withSomeMask(),
    wrap: editCall((call) => (namingOf(call)?.paths.length === 0 ? idle(call) : call)),
  },
  {
    id: 'mask.omitted-otherwise',
    violates: 'mask.omitted',
    sentence: 'Without a mask, empties what the body does not hold where it is to stay, and keeps it where it is to go.',
    applies: withSomeMask((mask) => pathsOf(mask).length > 1),
    wrap: editCall((call) =>
      withMask(call, (mask) => ({ ...mask, absent: { ...mask.absent, policy: mask.absent.policy === 'keep' ? ('clear' as const) : ('keep' as const) } })),
    ),
  },
  {
    id: 'mask.changes-immutable',
    violates: 'mask.immutable',
    sentence: 'Changes an immutable field that the mask of an update names beside another.',
    applies: (contract) => masksOf(contract).some(({ type }) => (type.rules ?? []).some(({ rule }) => rule === 'immutable')),
    wrap: during(['update'], (outcome, { call, around, type }, respond) => {
      const naming = namingOf(call)
      const fixed = fixedBy(call).filter((place) => naming?.paths.some((path) => placeOf(path) === place))
      if (naming === undefined || fixed.length === 0) return outcome
      const others = naming.paths.filter((path) => !fixed.includes(placeOf(path)))
      if (others.length === 0) return outcome
      const body = fixed.reduce((rest, place) => withAt(rest, place, undefined), withAt(naming.body, naming.mask.at, others.join(',')))
      return puts(respond(withJson(call, body), around), (resource) => {
        const fields = fixed.reduce<Json>((all, place) => withAt(all, place, at(naming.body, place)), resource.fields)
        return isObject(fields) && resource.type === type ? { ...resource, fields } : resource
      })
    }),
  },
]

function isLost(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== '' && !(Array.isArray(value) && value.length === 0)
}
