import type { Change } from '../store.ts'
import type { Context } from '../context.ts'
import { addressOf } from '../existence.ts'
import { present, typeOf } from '../moment.ts'

/** The resource whose tag moves when one below it is written, with a new revision; none where the contract names none. */
export function touched(context: Context): readonly Change[] {
  const { moment, type } = context
  if (type.touches === undefined) return []
  const address = addressOf(context, typeOf(moment, type.touches).address)
  const parent = present(moment, type.touches, address)
  return parent === undefined ? [] : [{ kind: 'put', resource: { ...parent, revision: moment.view.next } }]
}
