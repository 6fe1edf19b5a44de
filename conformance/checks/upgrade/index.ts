import { flag } from './flag.ts'
import { next } from './next.ts'
import { keeps, stepwise } from './stepwise.ts'
import type { Test } from '../../plan.ts'

/** Versions that rise step by step. */
export const upgrades: readonly Test[] = [next, stepwise, keeps, flag]
