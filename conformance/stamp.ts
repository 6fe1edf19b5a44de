import { answerOf, header } from './history.ts'
import type { Exchange } from './history.ts'

/**
 * The subject's own time in a few characters `[a-z0-9]`; nothing where its answer has no date. For what a subject may remember for
 * days: a run with the same seed uses the same names again.
 */
export function stampOf(seen: Exchange | undefined): string {
  const date = Date.parse(header(answerOf(seen), 'date') ?? '')
  return Number.isNaN(date) ? '' : Math.floor(date / 1000).toString(36)
}
