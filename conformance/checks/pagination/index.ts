import { changeChecks } from './changes.ts'
import { wholeLists } from './concat.ts'
import { cursorChecks } from './cursors.ts'
import { endMonitors } from './ends.ts'
import { filterBounds } from './filters.ts'
import { repeatChecks } from './repeats.ts'
import { sizeChecks } from './sizes.ts'
import type { Test } from '../../plan.ts'

/** Lists in pages. */
export const pagination: readonly Test[] = [...wholeLists, ...sizeChecks, ...cursorChecks, ...filterBounds, ...repeatChecks, ...changeChecks, ...endMonitors]
