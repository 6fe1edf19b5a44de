import { UsageError } from './exit.ts'
import type { Terminal } from './terminal.ts'

/**
 * The instant that a report of the suite's own mock bears instead of the clock's: seconds since 1970 in SOURCE_DATE_EPOCH
 * (https://reproducible-builds.org/specs/source-date-epoch/), so that the same run gives the same bytes on any day. Of somebody
 * else's endpoint a report always tells when it was really checked.
 */
export function instantOf({ target }: { readonly target?: string | undefined }, { env }: Pick<Terminal, 'env'>): string | undefined {
  const { SOURCE_DATE_EPOCH: epoch } = env
  if (target !== undefined || epoch === undefined || epoch === '') return undefined
  // The last second of the year 9999: four digits are all that RFC 3339 has for a year.
  if (/^\d{1,12}$/.test(epoch) && Number(epoch) <= 253_402_300_799) return new Date(Number(epoch) * 1000).toISOString()
  throw new UsageError(`Failed to read SOURCE_DATE_EPOCH: "${epoch}" is no number of seconds since 1970. Set it to one, e.g. 1767225600, or unset it.`)
}
