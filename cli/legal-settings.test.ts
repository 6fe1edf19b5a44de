import { expect, test } from 'vitest'
import { checks } from '../conformance/checks/index.ts'
import { run } from '../conformance/run.ts'
import { createMock, type MockOptions } from '../mock/create.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { isThorough, telling } from './thorough.test-kit.ts'
import type { CheckFinished } from '../conformance/events.ts'
import type { Endpoint } from '../conformance/subject/subject.ts'

/** Settings of the mock that no document rules out, each with the pause between two looks in milliseconds. */
const legal: readonly { readonly name: string; readonly settings: MockOptions; readonly pauseMs?: number }[] = [
  { name: 'lifecycles that are over at once', settings: { lifecycle: 'immediate' } },
  { name: 'lifecycles that are over at the first read', settings: { lifecycle: { reads: 1 } } },
  { name: 'lifecycles that take seven reads', settings: { lifecycle: { reads: 7 } } },
  { name: 'lifecycles that take their time', settings: { lifecycle: 'time' }, pauseMs: 60_000 },
  {
    name: 'tags that stand still while the phase changes, another word for a phase, other identifiers, and a limit that is obeyed',
    settings: { lifecycle: { reads: 3 }, phaseMovesTag: false, phaseWords: { Deleting: 'Terminating' }, limits: true, seed: 2 },
  },
]

/** What the suite holds against a mock that keeps every promise in its own way. Nothing decided is no accusation. */
async function heldAgainst(settings: MockOptions, pauseMs: number, turn: number): Promise<readonly string[]> {
  const mock = await createMock({ providers: ['kupe'], clock: { at: '2026-01-01T00:00:00Z', scale: 0 }, ...settings })
  const origin = await mock.listen()
  const [contract] = mock.contracts
  const { admin, readonly, other } = contract?.behaviour.seed.principals ?? {}
  if (contract === undefined || admin === undefined || readonly === undefined || other === undefined)
    throw new Error('Failed to find the principals of the contract.')
  const end = (name: string): Endpoint => ({
    baseUrl: `${origin}/__world/${name}`,
    secondsPerSecond: 1,
    pass: (seconds) => {
      mock.world(name).clock.advance(seconds * 1000)
      return Promise.resolve()
    },
  })
  mock.world('burst').set({ limits: true })
  const subject = {
    ...end('main'),
    principals: { admin, readonly, other },
    params: {},
    patience: { attempts: 20, pauseMs },
    burst: end('burst'),
    requestBudget: 50_000,
    mayChangeGiven: true,
  }
  const found: CheckFinished[] = []
  const requirements = await loadRequirements()
  for await (const event of run({ contract, requirements, subject, checks, seed: 2, only: telling(turn) }))
    if (event.type === 'check.finished') found.push(event)
  await mock.close()
  expect(found.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(isThorough ? 100 : 30)
  return found
    .filter(({ verdict }) => ['failed', 'observed', 'errored'].includes(verdict))
    .map(
      ({ check, resource, verdict, finding, because }) =>
        `${check} on ${resource} ${verdict}: ${finding === undefined ? because : `expected ${finding.expected}, found ${finding.actual}`}`,
    )
}

// Whatever the documents leave open is nobody's fault.
for (const [turn, { name, settings, pauseMs = 0 }] of legal.entries()) {
  test(`nothing is held against ${name}`, { timeout: 60_000 }, async () => {
    expect(await heldAgainst(settings, pauseMs, turn)).toEqual([])
  })
}
