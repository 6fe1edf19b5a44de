import { methodChecks } from './methods.ts'
import { refusalChecks } from './refusals.ts'
import { requestChecks } from './requests.ts'
import { stateChecks } from './state.ts'
import { successChecks } from './success.ts'
import type { Check } from '../../check.ts'

/** The Connect protocol as a second wire, and that both wires show one state. */
export const connection: readonly Check[] = [...requestChecks, ...methodChecks, ...successChecks, ...refusalChecks, ...stateChecks]
