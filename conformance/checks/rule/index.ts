import { bodyRules } from './fields.ts'
import { caselessName } from './caseless-name.ts'
import { uniqueName } from './unique-name.ts'
import { apartFromOthers } from './alone.ts'
import { appending } from './append-only.ts'
import { growing } from './only-grows.ts'
import type { Check } from '../../check.ts'

/** Rules that hold between fields, and between fields and other resources. */
export const rules: readonly Check[] = [...bodyRules, uniqueName, caselessName, ...appending, ...growing, ...apartFromOthers]
