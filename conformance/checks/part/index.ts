import { added } from './added.ts'
import { hidden, own } from './apart.ts'
import { cleared, expires, survives } from './lasting.ts'
import { replaced, shown } from './shown.ts'
import type { Test } from '../../plan.ts'

/** Parts of a resource that operations of their own write. */
export const parts: readonly Test[] = [shown, added, replaced, cleared, survives, expires, hidden, own]
