import { told } from '../../judge/status.ts'
import { derived, grounds } from '../rules.ts'
import { finding } from './invariant.ts'
import type { Invariant } from './invariant.ts'

/**
 * One effect for each key (I6): every answer to a create with one key is about one resource. Where that is gone, a contract that
 * answers with what is there now may make another; where the first answer is stored, a new one is a second effect.
 */
export const oneEffect: Invariant = (state, deed, rules) => {
  const known = deed.key === undefined ? undefined : state.keys.get(deed.key)
  const isMade = (deed.doing === 'create' || deed.doing === 'import') && deed.outcome === 'done'
  if (!isMade || known?.id === undefined || deed.id === undefined || known.id === deed.id) return undefined
  const life = state.things.get(known.id)?.life
  const isOver = life === 'gone' || life === 'leaving'
  if (isOver && deed.operation.behaviour?.idempotency?.replay === 'current') return undefined
  return finding(deed, {
    invariant: 'one effect for each key',
    expected: `${known.id}, which ${JSON.stringify(known.deed.exchange.label)} made with the same key`,
    actual: `${told(deed.exchange)} about ${deed.id}`,
    leansOn: [...grounds(rules, 'create', 'keys'), ...(isOver ? [derived('a key has no second effect, even when the first is gone')] : [])],
  })
}
