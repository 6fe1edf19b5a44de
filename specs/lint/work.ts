import type { LongRunning } from '../behaviour.ts'
import { follow, schemaBelow } from '../document.ts'
import type { Problem } from '../finding.ts'
import { range } from './lists.ts'
import { queryParameterNamed, resourceNamed, triggerNamed } from './names.ts'
import { named, shownPlaceNamed } from './places.ts'
import { represented } from './representation.ts'
import { choices, keys, lifecycleOf, own, reporter } from './rule.ts'
import type { Judge, Modelled, Pair, Rule } from './rule.ts'

const undeclared = reporter('long-running-declared')
const badState = reporter('long-running-state')
const badAnswer = reporter('long-running-answer')
const badWait = reporter('long-running-wait')
const badTarget = reporter('long-running-action')
const badEnd = reporter('trigger-ends')

const places = ['state', 'done', 'completed', 'response', 'error', 'target'] as const

/** What `longRunning` says, against the resource type of long-running operations. */
export const longRunningRules: Rule = (pair) => {
  const told = pair.behaviour.longRunning
  if (told === undefined) return []
  const schema = own(pair.behaviour.resources, told.resource)?.schema
  if (schema === undefined) return resourceNamed(pair, ['longRunning', 'resource'], told.resource)
  return [
    ...places.flatMap((place) => shownPlaceNamed(pair, ['longRunning', place], { schema, at: told[place] })),
    ...states(pair, told, schema),
    ...wait(pair, told),
  ]
}

/** The words of the state are among those that the schema lists, where it lists any. */
function states({ document }: Pair, told: LongRunning, schema: string): readonly Problem[] {
  const words = schemaBelow(document, named(schema), told.state)?.value['enum']
  if (!Array.isArray(words)) return []
  const listed = words.filter((word) => typeof word === 'string')
  return Object.entries(told.states)
    .filter(([, word]) => !listed.includes(word))
    .map(([state, word]) =>
      badState(['longRunning', 'states', state], `The enum at '${told.state}' of the schema '${schema}' has no '${word}'. Write one of ${choices(listed)}.`),
    )
}

function wait(pair: Pair, { wait: told }: LongRunning): readonly Problem[] {
  if (told === undefined) return []
  const path = ['longRunning', 'wait']
  const operation = own(pair.behaviour.operations, told.operation)
  const declared = pair.operations.get(told.operation)
  if (operation?.action !== 'wait' || declared === undefined) {
    const waiting = keys(pair.behaviour.operations).filter((id) => own(pair.behaviour.operations, id)?.action === 'wait')
    return [badWait([...path, 'operation'], `No operation '${told.operation}' has the action 'wait'. Write one of ${choices(waiting)}, or model it so.`)]
  }
  return [...queryParameterNamed({ id: told.operation, operation, declared }, [...path, 'parameter'], told.parameter), ...range(path, told)]
}

/** `wait` and `cancel` are about long-running operations, and of one that waits `longRunning` tells how long. */
export const waiting: Judge = ({ behaviour }, { id, operation: { action, resource } }) => {
  if (action !== 'wait' && action !== 'cancel') return []
  const told = behaviour.longRunning
  if (told === undefined)
    return [undeclared(['operations', id], `'${action}' is about long-running operations, of which nothing is said. Add \`longRunning\` at the top.`)]
  if (resource !== told.resource)
    return [badTarget(['operations', id, 'resource'], `'${action}' is about long-running operations, and '${resource}' is none. Write '${told.resource}'.`)]
  if (action === 'cancel' || told.wait?.operation === id) return []
  return [badWait(['operations', id], `'${id}' waits, but nothing says how long. Name it in \`longRunning.wait\`, with its query parameter.`)]
}

/** An operation says that it starts work exactly where the document answers with a long-running operation. */
export const answer: Judge = (pair, modelled) => {
  const { id, operation } = modelled
  const told = pair.behaviour.longRunning
  const path = ['operations', id, 'longRunning']
  if (operation.longRunning === undefined) return silent(pair, modelled)
  if (told === undefined)
    return [undeclared(path, 'Nothing says how long-running operations look. Add `longRunning` at the top of behaviour.yaml, or remove this.')]
  const wanted = own(pair.behaviour.resources, told.resource)?.schema
  if (wanted === undefined || isAnsweredWith(pair, modelled, wanted)) return []
  return [badAnswer(path, `No success of '${id}' has the schema '${wanted}' of a '${told.resource}'. Let one have it in openapi.yaml, or remove this.`)]
}

function silent(pair: Pair, modelled: Modelled): readonly Problem[] {
  const { id, operation } = modelled
  const told = pair.behaviour.longRunning
  const schema = own(pair.behaviour.resources, told?.resource)?.schema
  if (told === undefined || schema === undefined || operation.resource === told.resource || !isAnsweredWith(pair, modelled, schema)) return []
  return [badAnswer(['operations', id], `'${id}' answers with a '${told.resource}', but nothing says what about. Add \`longRunning\` with what it tells.`)]
}

function isAnsweredWith(pair: Pair, { operation, declared }: Modelled, schema: string): boolean {
  const wanted = follow(pair.document, named(schema))?.where
  return represented(pair, operation, declared).some(({ where }) => where === wanted)
}

/** Cancelling starts a trigger that says so. */
export const cancelled: Judge = (pair, { id, operation: { resource, longRunning } }) => {
  const trigger = longRunning?.cancel
  if (trigger === undefined) return []
  const path = ['operations', id, 'longRunning', 'cancel']
  const found = own(lifecycleOf(pair, own(pair.behaviour.resources, resource))?.triggers, trigger)
  if (found === undefined) return triggerNamed(pair, path, { resource, trigger })
  if (found.ends === 'cancelled') return []
  return [badEnd(path, `Cancelling starts '${trigger}', which does not end work as cancelled. Add \`ends: cancelled\` to the trigger, or name another.`)]
}
