import type { Trigger } from '../specs/behaviour.ts'
import type { Context } from './context.ts'
import { lifecycleOf } from './moment.ts'
import { textOf } from './query.ts'

/** Name of the trigger that an action or a deletion starts: a query parameter may choose another one. */
export function chosen({ behaviour, query }: Context): string | undefined {
  const { chooses, trigger = behaviour.action === 'delete' ? 'delete' : undefined } = behaviour
  const value = chooses === undefined ? undefined : query[chooses.parameter]
  if (chooses === undefined || value === undefined) return trigger
  const text = textOf(value)
  return Object.hasOwn(chooses.triggers, text) ? chooses.triggers[text] : trigger
}

/** The same as the contract describes it; undefined where the type has no such trigger. */
export function chosenTrigger(context: Context): Trigger | undefined {
  const name = chosen(context)
  return name === undefined ? undefined : lifecycleOf(context.moment, context.behaviour.resource)?.triggers[name]
}

/** True where a deletion takes no time: whatever is under way is over with it. */
export function isAtOnce(context: Context): boolean {
  return (chosenTrigger(context)?.through.length ?? 0) === 0
}
