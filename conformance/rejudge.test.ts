import fc from 'fast-check'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { boatyard } from '../fixtures/boatyard/server.ts'
import { subjectAt } from '../fixtures/boatyard/subject.ts'
import { loadContract } from '../specs/load.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { Blocked, Inconclusive, Withheld } from './api.ts'
import { check } from './check.ts'
import { staleNotPerformed } from './checks/etag/if-match.ts'
import { etagSyntax } from './checks/etag/monitors.ts'
import { monitor } from './monitor.ts'
import { blocked, met, unmet } from './need.ts'
import { rejudge } from './rejudge.ts'
import { run } from './run.ts'
import { broken, kept, unclear } from './verdict.ts'
import type { Fault } from '../fixtures/boatyard/server.ts'
import type { Basis } from '../specs/statement.ts'
import type { Event } from './events.ts'
import type { EvidenceRecord } from './evidence.ts'
import type { Test } from './plan.ts'
import type { RunOptions } from './run.ts'
import type { Judgement } from './verdict.ts'

const contract = await loadContract(fileURLToPath(new URL('../fixtures/boatyard', import.meta.url)))
const requirements = await loadRequirements()
const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Recorded {
  readonly events: readonly Event[]
  readonly records: readonly EvidenceRecord[]
}

async function recorded(checks: readonly Test[], changes: Partial<RunOptions> = {}, ...faults: Fault[]): Promise<Recorded> {
  const server = await boatyard(...faults)
  closing.push(() => server.close())
  const events: Event[] = []
  const lines: string[] = []
  const record = (one: EvidenceRecord) => void lines.push(JSON.stringify(one))
  const options = { contract, requirements, subject: subjectAt(server.baseUrl), checks, seed: 7, target: 'boatyard', record }
  for await (const event of run({ ...options, ...changes })) events.push(event)
  return { events: plain(events), records: lines.map((line) => JSON.parse(line) as EvidenceRecord) }
}

async function judgedAgain(checks: readonly Test[], records: readonly EvidenceRecord[]): Promise<readonly Event[]> {
  const events: Event[] = []
  for await (const event of rejudge({ contract, requirements, checks, records })) events.push(event)
  return plain(events)
}

/** As a report would have them: members without a value are none. */
function plain(events: readonly Event[]): Event[] {
  return JSON.parse(JSON.stringify(events)) as Event[]
}

/** A check that lists the boats and judges as it is told. */
function listing(judge: () => Judgement, { basis = 'documented', drive = () => {} }: { basis?: Basis; drive?: () => void } = {}): Test {
  return check({
    id: 'etag.present-on-get',
    cost: 'safe',
    each: 'provider',
    runs: 2,
    needs: (reading) => {
      const list = reading.operation('list')
      return list.kind === 'met' ? met(list.value.id, { basis, source: 'a made-up page' }) : list
    },
    scenario: () => fc.integer({ min: 0, max: 9 }),
    drive: async (api, operation) => {
      await api.send('list', { operation })
      drive()
    },
    judge,
  })
}

function needing(need: ReturnType<typeof unmet>): Test {
  return check({
    id: 'etag.present-on-get',
    cost: 'safe',
    each: 'provider',
    needs: () => need,
    scenario: () => fc.constant(null),
    drive: async () => {},
    judge: () => kept,
  })
}

function raising(error: Error): Test {
  return listing(() => kept, {
    drive: () => {
      throw error
    },
  })
}

const found = () => broken('a list', 'a heap', 'list')
const watching = (judge: () => Judgement) => monitor({ id: 'etag.syntax', needs: () => met(null), judge })

describe('what was recorded is judged again', () => {
  test.each<[string, string, Test]>([
    ['a promise kept', 'passed', listing(() => kept)],
    ['a documented promise broken', 'failed', listing(found)],
    ['an assumed promise broken', 'observed', listing(found, { basis: 'assumed' })],
    ['a check not called for', 'skipped', needing(unmet('boats have no sails'))],
    ['what nobody could afford', 'skipped', raising(new Withheld('too dear'))],
    ['something that was not there', 'blocked', needing(blocked('there is no water'))],
    ['something that could not be made', 'blocked', raising(new Blocked('no boat could be made'))],
    ['scenarios that prove nothing', 'inconclusive', listing(() => unclear('fog'))],
    ['a request that was lost', 'inconclusive', raising(new Inconclusive('the request was lost'))],
    ['a drive that fails', 'errored', raising(new Error('the oar broke'))],
    ['a requirement that nobody wrote down', 'errored', { ...listing(() => kept), proves: 'etag.of-nobody' }],
    ['a monitor that is content', 'passed', watching(() => kept)],
    ['a monitor that found something', 'failed', watching(() => ({ ...found(), shown: [1, 2] }))],
    ['a monitor that saw nothing of it', 'inconclusive', watching(() => unclear('no answer of this run was concerned'))],
  ])('%s: %s', async (_, verdict, one) => {
    const { events, records } = await recorded([one])

    expect(events.find((event) => event.type === 'check.finished')).toMatchObject({ verdict })
    expect(await judgedAgain([one], records)).toEqual(events)
  })

  test('a judge that fails itself: errored', async () => {
    const failing = listing(() => {
      throw new Error('the lamp went out')
    })
    const { events, records } = await recorded([failing])

    expect(events.find((event) => event.type === 'check.finished')).toMatchObject({ verdict: 'errored', because: 'the lamp went out' })
    expect(await judgedAgain([failing], records)).toEqual(events)
  })

  test.each<Fault[][]>([[[]], [['ignores-if-match']], [['unquoted-tag', 'tag-stands-still']], [['refuses-creates']], [['drops-writes']], [['throttles']]])(
    'real checks, real monitors, a yard that is broken by %j',
    async (faults) => {
      const checks = [staleNotPerformed, etagSyntax]
      const { events, records } = await recorded(checks, {}, ...faults)

      expect(await judgedAgain(checks, records)).toEqual(events)
    },
  )

  test('a selection, a resource type and a shard as the run had them', async () => {
    const checks = [staleNotPerformed, listing(() => kept), etagSyntax]
    const { events, records } = await recorded(checks, { only: ['etag'], resource: 'boat', shard: { index: 2, of: 2 } })

    expect(events.flatMap((event) => (event.type === 'check.finished' ? [event.check] : []))).toEqual(['etag.if-match-stale-not-performed', 'etag.syntax'])
    expect(await judgedAgain(checks, records)).toEqual(events)
  })

  test('a subject that was not there', async () => {
    const server = await boatyard()
    await server.close()
    const { events, records } = await recorded([etagSyntax], { subject: subjectAt(server.baseUrl) })

    expect(events.at(-1)).toMatchObject({ result: 'undetermined', because: expect.stringContaining('could not be reached') })
    expect(await judgedAgain([etagSyntax], records)).toEqual(events)
  })
})

test('a stricter judge finds in old evidence what nobody can confirm any more', async () => {
  const { records } = await recorded([listing(() => kept)])

  const events = await judgedAgain([listing(found)], records)

  expect(events.find((event) => event.type === 'check.finished')).toMatchObject({
    verdict: 'inconclusive',
    because: expect.stringContaining('did not send it again'),
  })
  expect(events.at(-1)).toMatchObject({ result: 'undetermined', because: 'no check passed' })
})

test('a run that broke off has no end, and what came to its end before is judged', async () => {
  const checks = [listing(() => kept), etagSyntax]
  const { events, records } = await recorded(checks)
  const ends = records.findIndex(({ kind }) => kind === 'ended')

  const again = await judgedAgain(checks, records.slice(0, ends + 1))

  expect(again).toEqual(events.slice(0, 3))
  expect(again.at(-1)).toMatchObject({ type: 'check.finished', verdict: 'passed' })
})

test('no secret is in what is recorded', async () => {
  const { records } = await recorded([staleNotPerformed])

  expect(JSON.stringify(records)).not.toContain('pass-0123456789abcdef')
  expect(JSON.stringify(records)).toContain('{admin}')
})

test('says again for want of what a check was skipped', async () => {
  const needsClock = check({
    id: 'etag.present-on-get',
    cost: 'safe',
    each: 'provider',
    needs: (reading) => reading.movableClock(),
    scenario: () => fc.constant(null),
    drive: async () => {},
    judge: () => kept,
  })
  const mutating = { ...staleNotPerformed, id: 'etag.mutating' }
  const checks = [needsClock, mutating, raising(new Withheld('too dear'))].map((one, index) => ({ ...one, id: `${one.id}-${index}` }))
  const { events, records } = await recorded(checks, { profile: 'read-only' })
  const lacks = events.flatMap((event) => (event.type === 'check.finished' ? [event.lacks] : []))

  expect(await judgedAgain(checks, records)).toEqual(events)
  expect(new Set(lacks)).toEqual(new Set(['clock', 'profile', 'budget', undefined]))
})
