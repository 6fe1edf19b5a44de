import type { Outcome } from './property.ts'
import type { Trouble } from './scenario.ts'
import type { Judgement } from './verdict.ts'

/** Counts what comes of the scenarios of one check, as they are driven or as they are judged again. */
export class Tally {
  scenarios = 0
  failures = 0
  private kept = 0
  private readonly unclear: string[] = []
  private trouble: Trouble | undefined

  /** True where there is no use in going on. */
  get inTrouble(): boolean {
    return this.trouble !== undefined
  }

  /** False for a broken promise and for nothing else. What comes after the first of them only makes it smaller. */
  count(result: Judgement | Trouble): boolean {
    this.scenarios += 1
    if (result.kind === 'broken') this.failures += 1
    else if (result.kind === 'kept') this.kept += 1
    else if (this.failures === 0 && result.kind === 'unclear') this.unclear.push(result.because)
    else if (this.failures === 0 && result.kind === 'trouble') this.trouble = result
    return result.kind !== 'broken'
  }

  outcome(trouble: Trouble | undefined = this.trouble): Outcome {
    const { scenarios, kept, unclear } = this
    return { scenarios, kept, unclear, ...(trouble && { trouble }) }
  }
}
