import { explain } from '../explain/explain.ts'
import { told } from './answer.ts'
import type { Ask, Handler } from './ask.ts'
import { problem } from './problem.ts'

/** By the id that the answer carried; a number is taken too. */
export const explainRequest: Handler = (ask) => explained(ask, ask.params['id'])

/** By its number; the last request where none is named. */
export const explainNumber: Handler = (ask) => explained(ask, ask.query['number'])

function explained({ world, named }: Ask, which: string | undefined): Response {
  const { journal, name } = world()
  const found = journal.find(which === undefined ? journal.total : /^\d{1,15}$/.test(which) ? Number(which) : which)
  if (found !== undefined) return told(explain(journal, found))
  const numbers = journal.kept().map(({ number }) => number)
  const remembered = numbers.length === 0 ? 'no request yet' : `the requests ${numbers[0]} to ${numbers[numbers.length - 1]}`
  const elsewhere = named === undefined ? ' Requests of another world are found with ?world=<name>.' : ''
  return problem(
    404,
    `Failed to explain ${which === undefined ? 'the last request' : `request ${which}`}: world "${name}" remembers ${remembered}.${elsewhere}`,
  )
}
