import { unchangingItems } from './fixed.ts'
import { refusals } from './refusals.ts'
import { unknownItems } from './unknown.ts'
import { valued } from './values.ts'
import type { Check } from '../../check.ts'

/** Items that have an identifier, and a value whose kind follows from it. */
export const typedItems: readonly Check[] = [...valued, ...refusals, ...unknownItems, ...unchangingItems]
