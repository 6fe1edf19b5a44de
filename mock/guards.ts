import type { Guard } from '../specs/behaviour.ts'
import { at } from '../specs/json.ts'
import { companionsOf } from './actions/record-of.ts'
import type { Check, Context } from './context.ts'
import { addressOf, isReachable } from './existence.ts'
import { members, typeOf, type Moment } from './moment.ts'
import { idOf, type Resource } from './record.ts'
import type { Change } from './store.ts'
import { tiesOf } from './ties.ts'

/** A resource stays while another one names it, or lies below it. */
export const guarded: Check = (context) => {
  const { moment, type } = context
  for (const guard of type.guards ?? []) {
    if (isLifted(context, guard)) continue
    const [blocker] = against(context, guard)
    if (blocker === undefined) continue
    const title = titleOf(moment, guard.resource)
    const why = guard.at === undefined ? 'is still there' : 'uses it'
    return { refusal: 'in-use', detail: `the ${title} ${idOf(blocker)} ${why}`, facts: { blocker: idOf(blocker) } }
  }
  return undefined
}

/** What goes with a deletion because a query parameter says that it may. */
export function takenAlong(context: Context): readonly Change[] {
  const { moment, type } = context
  return (type.guards ?? []).flatMap((guard): readonly Change[] => {
    if (!isLifted(context, guard)) return []
    const owner = { moment, type: typeOf(moment, guard.resource) }
    return against(context, guard).flatMap((resource): readonly Change[] => [{ kind: 'remove', resource }, ...companionsOf(owner, resource)])
  })
}

/** What comes with a resource is called after it. */
function titleOf(moment: Moment, name: string): string {
  const { owner } = tiesOf(moment, name)
  return typeOf(moment, owner ?? name).title
}

function isLifted({ query }: Context, { unless }: Guard): boolean {
  const sent = unless === undefined ? undefined : query[unless.parameter]
  return sent !== undefined && unless?.is.includes(sent) === true
}

/** What stands against a deletion. */
function against(context: Context, { resource: name, at: place }: Guard): readonly Resource[] {
  const { moment, resource } = context
  if (resource === undefined) return []
  const id = idOf(resource)
  const found =
    place === undefined
      ? below(moment, name, resource.address)
      : members(moment, name, addressOf(context, typeOf(moment, name).address.slice(0, -1))).filter(({ fields }) => at(fields, place) === id)
  // What lies below, or comes with, something that has vanished by now stands against nothing.
  return found.filter((each) => isReachable(moment, each))
}

/** All of a type that lie below an address, at whatever depth. */
function below(moment: Moment, name: string, address: readonly string[]): readonly Resource[] {
  const names = typeOf(moment, name).address
  if (names.length <= address.length) return []
  if (names.length === address.length + 1) return members(moment, name, address)
  const between = Object.entries(moment.contract.behaviour.resources).find(([, other]) => isOneAbove(other.address, names))
  return between === undefined ? [] : below(moment, between[0], address).flatMap((parent) => members(moment, name, parent.address))
}

function isOneAbove(above: readonly string[], names: readonly string[]): boolean {
  return above.length === names.length - 1 && above.every((parameter, index) => parameter === names[index])
}
