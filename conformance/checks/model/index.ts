import { check } from '../../check.ts'
import { judged } from '../../model/judge.ts'
import { carryOut } from './drive.ts'
import { machine } from './machine.ts'
import { programs } from './programs.ts'
import type { Program } from '../../model/command.ts'
import type { Check } from '../../check.ts'
import type { Machine } from './machine.ts'

const sequences = check<Machine, Program>({
  id: 'model.sequences',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  // A program holds nearly every turn of phrase: few long ones find more than many short ones of the same length together.
  runs: 2,
  needs: machine,
  scenario: programs,
  drive: carryOut,
  judge: (history, { rules }) => judged(history, rules),
})

/** Sequences of commands, judged by what must hold of every one of them. */
export const models: readonly Check[] = [sequences]
