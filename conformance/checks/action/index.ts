import { already } from './already.ts'
import { applies } from './applies.ts'
import { editWhile } from './edit-while.ts'
import { leads } from './leads.ts'
import { modes } from './modes.ts'
import { rehearsal } from './rehearsal.ts'
import { upgrade } from './upgrade.ts'
import { onlyWhere } from './walks.ts'
import type { Test } from '../../plan.ts'

/** Lives that actions drive: what may be done when, where it leads, and what is then in effect. */
export const actions: readonly Test[] = [leads, onlyWhere, already, rehearsal, applies, upgrade, editWhile, modes]
