import { deleteAgainstUpdate } from './delete-against-update.ts'
import { oneOrder } from './one-order.ts'
import { uniqueName } from './unique-name.ts'
import type { Check } from '../../check.ts'

/** Requests that are under way at the same time. */
export const overlaps: readonly Check[] = [...oneOrder, uniqueName, deleteAgainstUpdate]
