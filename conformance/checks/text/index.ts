import { asWritten } from './verbatim.ts'
import { oddBodies } from './foreign.ts'
import { whose } from './whose.ts'
import type { Check } from '../../check.ts'

/** Texts that are no JSON: kept and shown as they stand. */
export const texts: readonly Check[] = [...asWritten, ...oddBodies, ...whose]
