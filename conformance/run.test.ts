import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { boatyard } from '../fixtures/boatyard/server.ts'
import { subjectAt } from '../fixtures/boatyard/subject.ts'
import { loadContract } from '../specs/load.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { staleNotPerformed } from './checks/etag/if-match.ts'
import { etagSyntax } from './checks/etag/monitors.ts'
import { updateChangesValidator } from './checks/etag/validators.ts'
import { check } from './check.ts'
import { statusIn } from './judge/status.ts'
import { run } from './run.ts'
import type { Fault } from '../fixtures/boatyard/server.ts'
import type { CheckFinished, CleanupFinished, Event, RunFinished } from './events.ts'
import type { RunOptions } from './run.ts'

const contract = await loadContract(fileURLToPath(new URL('../fixtures/boatyard', import.meta.url)))
const requirements = await loadRequirements()
const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function yard(...faults: Fault[]) {
  const server = await boatyard(...faults)
  closing.push(() => server.close())
  return server
}

function optionsFor(baseUrl: string, changes: Partial<RunOptions> = {}): RunOptions {
  return {
    contract,
    requirements,
    subject: subjectAt(baseUrl),
    checks: [etagSyntax, updateChangesValidator, staleNotPerformed],
    seed: 7,
    target: 'boatyard',
    ...changes,
  }
}

async function events(options: RunOptions): Promise<Event[]> {
  const seen: Event[] = []
  for await (const event of run(options)) seen.push(event)
  return seen
}

function verdict(seen: readonly Event[], check: string): CheckFinished | undefined {
  return seen.find((event): event is CheckFinished => event.type === 'check.finished' && event.check === check && event.verdict !== 'skipped')
}

function ending(seen: readonly Event[]): RunFinished | undefined {
  return seen.find((event): event is RunFinished => event.type === 'run.finished')
}

test('passes a server that keeps its promises and leaves nothing behind', async () => {
  const server = await yard()

  const seen = await events(optionsFor(server.baseUrl))

  expect(seen.filter((event) => event.type === 'check.finished').map((event) => [event.check, event.resource, event.verdict, event.because])).toEqual([
    ['etag.if-match-stale-not-performed', 'boat', 'passed', undefined],
    ['etag.if-match-stale-not-performed', 'pass', 'skipped', 'the contract declares no precondition to update a pass'],
    ['etag.update-changes-validator', 'boat', 'passed', undefined],
    ['etag.update-changes-validator', 'pass', 'skipped', 'a pass has no entity tag'],
    ['etag.syntax', undefined, 'passed', undefined],
  ])
  expect(seen.find((event): event is CleanupFinished => event.type === 'cleanup.finished')).toMatchObject({ left: [] })
  expect(server.boats.size).toBe(0)
  expect(ending(seen)).toMatchObject({ result: 'conformant' })
})

test.each<[Fault, string, string]>([
  ['ignores-if-match', 'etag.if-match-stale-not-performed', 'and yet'],
  ['refuses-but-writes', 'etag.if-match-stale-not-performed', 'status 412, and yet'],
  ['stale-is-400', 'etag.if-match-stale-not-performed', 'status 400'],
  ['tag-stands-still', 'etag.update-changes-validator', 'before and after'],
  ['unquoted-tag', 'etag.syntax', 'ETag: r'],
])('finds that a server %s', async (fault, check, actual) => {
  const server = await yard(fault)

  const seen = await events(optionsFor(server.baseUrl))

  expect(verdict(seen, check)).toMatchObject({ verdict: 'failed', finding: { actual: expect.stringContaining(actual) } })
  expect(ending(seen)).toMatchObject({ result: 'not conformant' })
})

test('makes a counterexample small and finds it again by seed and path', async () => {
  const found = verdict(await events(optionsFor((await yard('ignores-if-match')).baseUrl)), 'etag.if-match-stale-not-performed')
  const { seed = 0, path = '' } = found?.finding ?? {}

  const again = await events(
    optionsFor((await yard('ignores-if-match')).baseUrl, { only: ['etag.if-match-stale-not-performed'], resource: 'boat', seed, path }),
  )

  expect(found?.finding?.scenario).toMatchObject({ writes: 1 })
  expect(again.find((event) => event.type === 'check.finished')).toMatchObject({ verdict: 'failed', finding: { scenario: found?.finding?.scenario } })
})

test('tells the same seed the same story', async () => {
  const tell = async () =>
    JSON.stringify(await events(optionsFor((await yard('ignores-if-match')).baseUrl)), (key, value: unknown) =>
      ['sent', 'received', 'at', 'date'].includes(key) ? 0 : value,
    ).replaceAll(/"date","[^"]*"/g, '"date",""')

  expect(await tell()).toBe(await tell())
})

test('never shows a token in its evidence', async () => {
  const seen = JSON.stringify(await events(optionsFor((await yard('ignores-if-match')).baseUrl)))

  expect(seen).not.toContain('pass-0123456789abcdef')
  expect(seen).toContain('Bearer {admin}')
})

test('says nothing of a server that is not there', async () => {
  const server = await boatyard()
  await server.close()

  const seen = await events(optionsFor(server.baseUrl))

  expect(seen.map(({ type }) => type)).toEqual(['run.started', 'cleanup.finished', 'run.finished'])
  expect(ending(seen)).toMatchObject({ result: 'undetermined', because: expect.stringContaining('ECONNREFUSED') })
})

test.each<[Fault, string]>([
  ['throttles', 'inconclusive'],
  ['refuses-creates', 'blocked'],
  ['forgets-control', 'inconclusive'],
  ['drops-writes', 'inconclusive'],
])('neither passes nor fails a server that %s', async (fault, expected) => {
  const server = await yard(fault)

  const seen = await events(optionsFor(server.baseUrl, { only: ['etag.if-match-stale-not-performed'] }))

  expect(verdict(seen, 'etag.if-match-stale-not-performed')).toMatchObject({ verdict: expected })
  expect(ending(seen)).toMatchObject({ result: 'undetermined', because: 'no check passed' })
})

test('cleans up and draws no conclusion when it is interrupted', async () => {
  const server = await yard()
  const stop = new AbortController()
  const seen: Event[] = []

  for await (const event of run(optionsFor(server.baseUrl, { signal: stop.signal }))) {
    seen.push(event)
    if (event.type === 'check.finished') stop.abort()
  }

  expect(seen.filter(({ type }) => type === 'check.finished')).toHaveLength(1)
  expect(ending(seen)).toMatchObject({ result: 'undetermined', because: 'the run was interrupted' })
  expect(server.boats.size).toBe(0)
})

test('cleans up when nobody listens any more', async () => {
  const server = await yard()

  for await (const event of run(optionsFor(server.baseUrl))) if (event.type === 'check.finished') break

  expect(server.boats.size).toBe(0)
})

test('tells what it could not delete', async () => {
  const server = await yard('keeps-deleted')

  const seen = await events(optionsFor(server.baseUrl, { only: ['etag.update-changes-validator'] }))

  expect(seen.find(({ type }) => type === 'cleanup.finished')).toMatchObject({
    created: 1,
    deleted: 0,
    left: [expect.stringContaining('/v1/yards/north/boats/cp-')],
  })
})

test('stays within its budget', async () => {
  const server = await yard()

  const seen = await events(
    optionsFor(server.baseUrl, { subject: subjectAt(server.baseUrl, { requestBudget: 5 }), only: ['etag.if-match-stale-not-performed'] }),
  )

  expect(verdict(seen, 'etag.if-match-stale-not-performed')).toMatchObject({ verdict: 'inconclusive', because: 'the budget of 5 requests is used up' })
})

const burst = check({
  id: 'rl.limit-enforced',
  cost: 'burst',
  each: 'provider',
  needs: (reading) => reading.operation('list'),
  scenario: () => fc.constant(null),
  drive: async (api, { id }) => void (await api.send('burst', { operation: id, mayBeThrottled: true })),
  judge: (history) => statusIn(history.find('burst'), [429]),
})

test('sends bursts only where limits may be exhausted, and skips them where no such place was named', async () => {
  const [ordinary, limited] = [await yard(), await yard('throttles')]

  const without = await events(optionsFor(ordinary.baseUrl, { checks: [burst] }))
  const subject = subjectAt(ordinary.baseUrl, { burst: { baseUrl: limited.baseUrl, secondsPerSecond: 1000 } })
  const within = await events(optionsFor(ordinary.baseUrl, { checks: [burst], subject }))

  expect(without.find(({ type }) => type === 'check.finished')).toMatchObject({
    verdict: 'skipped',
    because: 'no place was named where limits may be exhausted',
    requests: 0,
  })
  expect(verdict(within, burst.id)).toMatchObject({ verdict: 'passed' })
  expect(limited.seen).toEqual(['GET /v1/yards/north/boats'])
})

test('blames itself for a check that proves no known requirement', async () => {
  const seen = await events(optionsFor((await yard()).baseUrl, { checks: [etagSyntax], requirements: new Map() }))

  expect(verdict(seen, 'etag.syntax')).toMatchObject({ verdict: 'errored', because: 'there is no requirement etag.syntax' })
  expect(ending(seen)).toMatchObject({ result: 'undetermined' })
})

test('does not call a server conformant that went away during the run', async () => {
  const server = await yard()
  const seen: Event[] = []

  for await (const event of run(optionsFor(server.baseUrl))) {
    seen.push(event)
    if (event.type === 'check.finished' && event.verdict === 'passed') await server.close()
  }

  expect(seen.some((event) => event.type === 'check.finished' && event.verdict === 'passed')).toBe(true)
  expect(ending(seen)).toMatchObject({ result: 'undetermined', because: expect.stringContaining('could not be reached') })
})
