import { clock } from './clock.ts'
import { about } from './finished.ts'
import { offerOf } from './offer.ts'
import { plan } from './plan.ts'
import { readable } from './readable.ts'
import { chosen } from './selection.ts'
import { Runner, watched } from './runner.ts'
import type { CheckFinished, Event, RunFinished, RunStarted } from './events.ts'
import type { Planned } from './plan.ts'
import type { RunOptions } from './options.ts'

export type { RunOptions } from './options.ts'

/**
 * Puts a subject to the test and tells what happened, in order. Never throws: what goes wrong here ends the run as
 * undetermined. Clean-up happens also when the consumer stops listening.
 */
export async function* run(given: RunOptions): AsyncGenerator<Event, void, undefined> {
  const options = { ...given, contract: readable(given.contract) }
  const runner = new Runner(options, offerOf(options.subject))
  const planned = selected(options, runner)
  let swept = false
  try {
    const first = started(options, planned.length)
    runner.began(first)
    yield first
    const verdicts: CheckFinished[] = []
    let trouble = await runner.unreachable('first')
    if (trouble === undefined) trouble = await runner.discover()
    if (trouble === undefined) {
      for await (const event of eventsOf(runner, selected(options, runner))) {
        if (event.type === 'check.finished') verdicts.push(event)
        yield event
      }
      trouble = runner.stopped ? 'the run was interrupted' : await runner.unreachable('last')
    }
    swept = true
    const cleanup = await runner.sweep()
    yield cleanup
    const last = { ...resultOf(verdicts, trouble ?? runner.failure), requests: runner.requests }
    runner.over(cleanup, last)
    yield last
  } finally {
    if (!swept) await runner.sweep()
    await runner.close()
  }
}

function selected(options: RunOptions, runner: Runner): readonly Planned[] {
  return chosen(plan(options.contract, runner.offer, options.checks), options)
}

/** Tests first, monitors last, because they judge what the tests sent. */
async function* eventsOf(runner: Runner, planned: readonly Planned[]): AsyncGenerator<Event, void, undefined> {
  const { tests, monitors } = watched(planned)
  await runner.tours(monitors)
  for (const one of [...tests, ...monitors]) {
    if (runner.stopped) return
    yield { type: 'check.started', ...about(one) }
    yield await runner.carryOut(one)
  }
}

function started(options: RunOptions, checks: number): RunStarted {
  const { contract, subject, seed } = options
  return {
    type: 'run.started',
    suite: options.suite ?? 'unreleased',
    provider: { id: contract.id, title: contract.title },
    contract: contract.hash,
    target: options.target ?? new URL(subject.baseUrl).origin,
    ...(contract.wire === 'connect' && { wire: contract.wire }),
    seed,
    at: clock.now(),
    checks,
  }
}

/** A single failure decides, whatever came later; without one, at least one pass is needed to say anything good. */
export function resultOf(verdicts: readonly Pick<CheckFinished, 'verdict'>[], because: string | undefined): Omit<RunFinished, 'requests'> {
  const some = (verdict: CheckFinished['verdict']) => verdicts.some((event) => event.verdict === verdict)
  if (some('failed')) return { type: 'run.finished', result: 'not conformant', ...(because !== undefined && { because }) }
  if (because !== undefined) return { type: 'run.finished', result: 'undetermined', because }
  if (some('errored')) return { type: 'run.finished', result: 'undetermined', because: 'the suite itself failed in a check' }
  if (some('passed')) return { type: 'run.finished', result: 'conformant' }
  return { type: 'run.finished', result: 'undetermined', because: verdicts.length === 0 ? 'no check was run' : 'no check passed' }
}
