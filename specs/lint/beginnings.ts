import type { OperationBehaviour } from '../behaviour.ts'
import { own, reporter } from './rule.ts'
import type { Pair, Rule } from './rule.ts'

const unused = reporter('trigger-used', 'warning')
const notByCall = reporter('trigger-administrator')

/** Every trigger is started by some call, or by the administrator and by no call; with `create` begins what nobody calls for, too. */
export const beginningRules: Rule = (pair) => {
  const { lifecycles = {}, resources, operations } = pair.behaviour
  return Object.entries(lifecycles).flatMap(([name, { triggers }]) => {
    const isUser = ({ resource }: OperationBehaviour) => own(resources, resource)?.lifecycle === name
    if (!Object.values(resources).some(({ lifecycle }) => lifecycle === name)) return []
    const starters = Object.entries(operations).filter(([, operation]) => isUser(operation))
    const starter = (trigger: string) => starters.find(([, operation]) => startedBy(pair, operation).includes(trigger))?.[0]
    return Object.entries(triggers).flatMap(([trigger, { by }]) => {
      const path = ['lifecycles', name, 'triggers', trigger]
      const id = starter(trigger)
      if (by === undefined && id === undefined && trigger !== 'create')
        return [unused(path, `Nothing starts '${trigger}'. Name it in an operation, write \`by: administrator\` if no call does it, or remove it.`)]
      if (by === undefined || id === undefined) return []
      return [notByCall([...path, 'by'], `'${id}' starts '${trigger}', which no call does. Remove \`by\`, or let the operation start another one.`)]
    })
  })
}

/** The triggers that calls of an operation may start. */
function startedBy({ behaviour }: Pair, operation: OperationBehaviour): readonly string[] {
  const { action, trigger, triggers = [], chooses, longRunning } = operation
  const usual = action === 'create' || action === 'import' || action === 'delete' ? [trigger ?? action] : trigger === undefined ? [] : [trigger]
  const cancelling = longRunning?.cancel === undefined || behaviour.longRunning === undefined ? [] : [longRunning.cancel]
  return [...usual, ...triggers.map((each) => each.trigger), ...Object.values(chooses?.triggers ?? {}), ...cancelling]
}
