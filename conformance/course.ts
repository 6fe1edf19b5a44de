import { createHash } from 'node:crypto'
import { clock } from './clock.ts'
import { about } from './finished.ts'
import { offerOf } from './offer.ts'
import { plan } from './plan.ts'
import { readable } from './readable.ts'
import { resultOf } from './result.ts'
import { Runner, watched } from './runner.ts'
import { chosen } from './selection.ts'
import type { CheckFinished, CleanupFinished, Extent, RunFinished, RunStarted } from './events.ts'
import type { RunOptions } from './options.ts'
import type { Planned } from './plan.ts'

/**
 * A run that is taken step by step: `begin` once, `carryOut` what is planned, in order, `end` once, `close` in any case. `run()` takes
 * all of them; a test runner takes one at a time.
 */
export class Course {
  private readonly options: RunOptions
  private readonly runner: Runner
  private readonly verdicts: CheckFinished[] = []
  private chosen: readonly Planned[] | undefined
  private trouble: string | undefined
  private swept = false

  /** Sends nothing. */
  constructor(given: RunOptions) {
    this.options = { ...given, contract: readable(given.contract) }
    this.runner = new Runner(this.options, offerOf(this.options.subject, this.options.profile))
  }

  /** What the run is about to do: tests first, monitors last, because they judge what the tests sent. First contact may tell more of it. */
  get planned(): readonly Planned[] {
    this.chosen ??= inOrder(chosen(this.whole(), this.options))
    return this.chosen
  }

  /** The first event of the run. */
  started(): RunStarted {
    const { shard: _, ...unsharded } = this.options
    const started = startOf(this.options, { checks: this.planned.length, whole: this.options.shard && chosen(this.whole(), unsharded) })
    this.runner.began(started)
    return started
  }

  /** First contact, and the traffic that monitors look at. False where nothing can be put to the test. */
  async begin(): Promise<boolean> {
    this.trouble = await this.runner.unreachable('first')
    if (this.trouble === undefined) this.trouble = await this.runner.discover()
    if (this.trouble !== undefined) return false
    this.chosen = undefined
    await this.runner.tours(this.planned.filter(({ test }) => test.kind === 'monitor'))
    return true
  }

  get stopped(): boolean {
    return this.runner.stopped !== undefined
  }

  /** What keeps the whole run from an end, if anything does. */
  get because(): string | undefined {
    return this.trouble
  }

  async carryOut(one: Planned): Promise<CheckFinished> {
    const event = await this.runner.carryOut(one)
    this.verdicts.push(event)
    return event
  }

  /** Deletes what the run made. */
  async sweep(): Promise<CleanupFinished> {
    this.trouble ??= this.runner.stopped ?? (await this.runner.unreachable('last'))
    this.swept = true
    return this.runner.sweep()
  }

  /** The last event of the run. */
  finish(cleanup: CleanupFinished): RunFinished {
    const trouble = this.trouble ?? this.runner.failure
    const finished = { ...resultOf(this.verdicts, trouble), requests: this.runner.requests, creates: this.runner.creates }
    this.runner.over(cleanup, finished, trouble)
    return finished
  }

  /** Lets go of every connection, after whatever clean-up is still to be done. */
  async close(): Promise<void> {
    if (!this.swept) await this.runner.sweep()
    await this.runner.close()
  }

  private whole(): readonly Planned[] {
    return plan(this.options.contract, this.runner.offer, this.options.checks)
  }
}

function inOrder(planned: readonly Planned[]): readonly Planned[] {
  const { tests, monitors } = watched(planned)
  return [...tests, ...monitors]
}

function startOf(options: RunOptions, { checks, whole }: { readonly checks: number; readonly whole: readonly Planned[] | undefined }): RunStarted {
  const { contract, subject, seed, shard } = options
  return {
    type: 'run.started',
    suite: options.suite ?? 'unreleased',
    provider: { id: contract.id, title: contract.title },
    contract: contract.hash,
    target: options.target ?? new URL(subject.baseUrl).origin,
    ...(contract.wire === 'connect' && { wire: contract.wire }),
    seed,
    at: options.at ?? clock.now(),
    checks,
    extent: extentOf(options),
    ...(shard && whole && { shard: { ...shard, whole: whole.length, plan: hashOf(options, whole) } }),
  }
}

function extentOf({ profile = 'full', only, resource, path, scale = 1, subject: { budget } }: RunOptions): Extent {
  return {
    profile,
    ...(only && { only }),
    ...(resource !== undefined && { resource }),
    ...(path !== undefined && { path }),
    ...(scale !== 1 && { scale }),
    ...(budget && { budget }),
  }
}

/** The same for every shard of one run, and for no other run that does something else. */
function hashOf({ scale, profile }: RunOptions, whole: readonly Planned[]): string {
  const names = whole.map((one) => [about(one), one.unmet])
  return createHash('sha256')
    .update(JSON.stringify([scale ?? 1, profile ?? 'full', names]))
    .digest('hex')
    .slice(0, 16)
}
