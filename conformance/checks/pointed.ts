import { isThrough } from '../readable.ts'
import { all } from '../need.ts'
import { idParameter } from '../resources.ts'
import type { Need } from '../need.ts'
import type { OperationNeed } from '../needed.ts'
import type { Reading } from '../reading.ts'

/** A GET whose request says which resource is meant: the read or, where that is a look into a list, another view of it. */
export function pointed(reading: Reading): Need<OperationNeed> {
  const found = all({ read: reading.operation('read'), contract: reading.document() })
  if (found.kind === 'unmet' || !isThrough(found.value.read.operation)) return reading.operation('read')
  const own = `{${idParameter(reading.type)}}`
  const view = [...found.value.contract.operations.values()].find(
    ({ behaviour, method, template }) => behaviour?.action === 'view' && behaviour.resource === reading.resource && method === 'GET' && template.includes(own),
  )
  return view === undefined ? reading.operation('read') : { ...found, value: { id: view.id, operation: view } }
}
