import { BackingError } from './backing.ts'

/** What an engine's failure is told as. */
export function failing(name: string, error: unknown): BackingError {
  return new BackingError(`Failed to reach the store ${name}: ${wordsOf(error)}. See whether it runs, and try again.`)
}

/** Node raises several errors as one without words, e.g. one for each address of a host. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(wordsOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
