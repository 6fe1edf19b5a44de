import { afterAll, beforeAll, expect, test } from 'vitest'
import { checks } from '../conformance/checks/index.ts'
import type { EvidenceRecord } from '../conformance/evidence.ts'
import { run, type RunOptions } from '../conformance/run.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { minimiserFor, type Minimiser } from './minimise.ts'
import { standIn, type StandIn } from './stand-in.ts'

let own: StandIn
let minimiser: Minimiser

beforeAll(async () => {
  own = await standIn('kupe', 1)
  minimiser = minimiserFor('kupe', { seed: 1 })
})

afterAll(async () => {
  await Promise.all([own.close(), minimiser.close()])
})

const only = ['val.required-missing']

/** What a run against an endpoint with this defect finds, and how many scenarios it sends for it. */
async function found(world: string, more: Partial<RunOptions>) {
  const driven: EvidenceRecord[] = []
  const events = []
  const options = { contract: own.contract, requirements: await loadRequirements(), checks, seed: 1, only, resource: 'cluster', ...more }
  const subject = own.subject({ world, defects: ['val.required-overlooked'] })
  for await (const event of run({ ...options, subject, record: (record) => void (record.kind === 'driven' && driven.push(record)) })) events.push(event)
  const finished = events.find((event) => event.type === 'check.finished')
  return { finding: finished?.finding, verdict: finished?.verdict, driven: driven.length }
}

// A scenario that is sent again costs clusters: what is smaller is found on a mock that fails in the same way.
test('makes a counterexample smaller on a mock, and sends the endpoint the smallest alone', { timeout: 60_000 }, async () => {
  const shrunk = await found('shrunk', {})
  const { verdict, finding, driven } = await found('spared', { minimise: minimiser.minimise })

  expect(verdict).toBe('failed')
  expect(finding?.scenario).toEqual(shrunk.finding?.scenario)
  expect(finding?.path).toBe(shrunk.finding?.path)
  expect(driven).toBe(2)
  expect(shrunk.driven).toBeGreaterThan(2)
})

test('keeps the counterexample where no smaller one is found, and confirms it once', { timeout: 60_000 }, async () => {
  const { verdict, finding, driven } = await found('alone', { minimise: () => Promise.resolve(undefined) })

  expect([verdict, finding?.shrinks, driven]).toEqual(['failed', 0, 2])
})

test('keeps the counterexample where the endpoint does not fail over the smaller one', { timeout: 60_000 }, async () => {
  const { verdict, finding, driven } = await found('other', { minimise: () => Promise.resolve('0:9999') })

  expect([verdict, finding?.shrinks]).toEqual(['failed', 0])
  expect(driven).toBeLessThanOrEqual(3)
})
