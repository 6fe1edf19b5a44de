import { clock } from './clock.ts'
import { offerOf } from './offer.ts'
import { readable } from './readable.ts'
import { Runner } from './runner.ts'
import type { Contract } from '../specs/contract.ts'
import type { Subject } from './subject/subject.ts'

export interface Reached {
  /** Why the subject cannot be put to the test: unreachable, or its administrator is not served. Absent where it can. */
  readonly because?: string
  /** Milliseconds of our clock that the one request took. */
  readonly took: number
}

/** Sends the one harmless request that every run begins with. */
export async function reach(given: Contract, subject: Subject): Promise<Reached> {
  const options = { contract: readable(given), requirements: new Map(), subject, checks: [], seed: 1 }
  const runner = new Runner(options, offerOf(subject, 'read-only'))
  const began = clock.elapsed()
  try {
    const because = await runner.unreachable('first')
    return { took: clock.elapsed() - began, ...(because !== undefined && { because }) }
  } finally {
    await runner.close()
  }
}
