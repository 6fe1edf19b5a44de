import { defaulting } from './defaults.ts'
import { requiring } from './required.ts'
import { staying } from './stays.ts'
import type { Check } from '../../check.ts'

/** Updates whose body stands for the whole resource. */
export const replacement: readonly Check[] = [...defaulting, ...requiring, ...staying]
