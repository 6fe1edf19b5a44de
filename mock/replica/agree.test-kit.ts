import { textAt } from '../both-ways.test-kit.ts'
import { expect, test } from 'vitest'
import type { Backing } from '../backing/backing.ts'
import type { MockOptions } from '../create.ts'
import { at } from '../../specs/json.ts'
import { akuaCluster, cluster, CLUSTERS, fleet, type Fleet } from './fleet.test-kit.ts'

/** What must hold of several mocks that share a backing. `open` gives one more backing of that kind. */
const promises: Readonly<Record<string, { readonly options: MockOptions; readonly holds: (ships: Fleet, open: () => Promise<Backing>) => Promise<void> }>> = {
  'what one made, all others show, with the same tag': {
    options: {},
    holds: async ({ send }) => {
      const made = await send(0, `POST ${CLUSTERS}`, { body: cluster('one') })

      const read = await Promise.all([0, 1, 2, 3].map((to) => send(to, `GET ${CLUSTERS}/one`)))

      expect(made.status).toBe(201)
      for (const { status, headers, json } of read) {
        expect(status).toBe(200)
        expect(headers.get('etag')).toBe(made.headers.get('etag'))
        expect(json).toEqual(made.json)
      }
    },
  },

  'each answer has a request id of its own, whoever gives it': {
    options: {},
    holds: async ({ send }) => {
      const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => send(i % 4, `GET ${CLUSTERS}`)))

      expect(new Set(answers.map(({ headers }) => headers.get('x-mock-request-id') ?? headers.get('x-request-id') ?? '')).size).toBe(12)
    },
  },

  'of many updates on one tag at all of them, one wins and all others are 412': {
    options: {},
    holds: async ({ send }) => {
      const made = await send(0, `POST ${CLUSTERS}`, { body: cluster('one') })
      const headers = { 'if-match': made.headers.get('etag') ?? '' }

      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, i) => send(i % 4, `PATCH ${CLUSTERS}/one`, { body: { resources: { cpu: `${2 + i}` } }, headers })),
      )

      expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, ...Array.from({ length: 39 }, () => 412)])
      const winner = answers.find(({ status }) => status === 200)
      expect(at((await send(3, `GET ${CLUSTERS}/one`)).json, '/resources/cpu')).toBe(at(winner?.json, '/resources/cpu'))
    },
  },

  'a key that is sent to all of them at once makes one resource': {
    options: {},
    holds: async ({ send }) => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => send(i % 4, 'POST /v1/clusters', { body: akuaCluster('once'), headers: { 'idempotency-key': 'same' } })),
      )

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
      expect(new Set(answers.map(({ json }) => at(json, '/id'))).size).toBe(1)
      const { json } = await send(2, 'GET /v1/clusters?limit=100')
      const data = at(json, '/data')
      expect(Array.isArray(data) && data.filter((each) => at(each, '/name') === 'once')).toHaveLength(1)
    },
  },

  'one budget: of many calls at all of them as many pass as the limit allows': {
    options: { limits: { requests: 10, windowSeconds: 60 } },
    holds: async ({ send }) => {
      const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => send(i % 4, `GET ${CLUSTERS}`)))

      expect(answers.filter(({ status }) => status === 200)).toHaveLength(10)
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(20)
    },
  },

  'a clock that is moved at one, moves at all: in a request, and in process': {
    options: {},
    holds: async ({ send, mocks }) => {
      await send(0, `POST ${CLUSTERS}`, { body: cluster('one') })

      await send(1, 'POST /__admin/clock/advance', { body: { seconds: 60 } })
      expect(at((await send(2, `GET ${CLUSTERS}/one`)).json, '/status/phase')).toBe('Running')

      // In process nothing waits: whoever moves a clock that others move too first asks where it stands.
      await mocks[3]?.settled()
      mocks[3]?.clock.advance(60_000)
      await mocks[3]?.settled()
      expect((await send(0, 'GET /__admin/clock')).json).toMatchObject({ mode: 'frozen', now: '2026-02-01T14:02:00.000Z' })
    },
  },

  'settings that are changed at one hold at all': {
    options: {},
    holds: async ({ send }) => {
      await send(0, 'PATCH /__admin/settings', { body: { pace: 'immediate' } })

      await send(1, `POST ${CLUSTERS}`, { body: cluster('one') })

      expect(at((await send(2, `GET ${CLUSTERS}/one`)).json, '/status/phase')).toBe('Running')
    },
  },

  'a world that is reset or deleted at one is empty at all, and the others are left alone': {
    options: {},
    holds: async ({ send }) => {
      const in1 = { headers: { 'x-mock-world': 'w1' } }
      await send(0, `POST ${CLUSTERS}`, { body: cluster('one'), ...in1 })
      await send(0, `POST ${CLUSTERS}`, { body: cluster('kept') })
      expect((await send(1, `GET ${CLUSTERS}/one`, in1)).status).toBe(200)

      expect((await send(2, 'DELETE /__admin/worlds/w1')).status).toBe(204)
      expect((await send(1, `GET ${CLUSTERS}/one`, in1)).status).toBe(404)
      expect((await send(1, `GET ${CLUSTERS}/kept`)).status).toBe(200)

      await send(3, 'POST /__admin/reset')
      expect((await send(0, `GET ${CLUSTERS}/kept`)).status).toBe(404)
      expect((await send(0, `POST ${CLUSTERS}`, { body: cluster('kept') })).status).toBe(201)
    },
  },

  'a call that waits at one is answered once another has moved the clock': {
    options: {},
    holds: async ({ send }) => {
      const made = await send(0, 'POST /v1/clusters', { body: akuaCluster('slow') })
      const waiting = send(1, `POST /v1/operations/${textAt(made.json, '/id')}:wait?timeout=60`)

      await send(2, 'POST /__admin/clock/advance', { body: { seconds: 20 } })

      expect((await waiting).json).toMatchObject({ done: true, state: 'SUCCEEDED' })
    },
  },

  'a mock that comes later knows all that was there, worlds included': {
    options: {},
    holds: async ({ send }, open) => {
      for (let i = 0; i < 30; i += 1) await send(i % 4, `POST ${CLUSTERS}`, { body: cluster(`c${i}`), headers: { 'x-mock-world': 'w2' } })

      const late = await fleet(1, open)

      expect((await late.send(0, `GET ${CLUSTERS}/c29`, { headers: { 'x-mock-world': 'w2' } })).status).toBe(200)
      expect(at((await late.send(0, 'GET /__admin/worlds')).json, '/worlds')).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'w2' })]))
      await late.close()
    },
  },
}

/** Puts them all to four mocks. `fresh` empties what the backings share. */
export function replicasAgree(open: () => Promise<Backing>, fresh: () => Promise<void>): void {
  test.each(Object.entries(promises))('%s', async (_, { options, holds }) => {
    await fresh()
    const ships = await fleet(4, open, options)
    await holds(ships, open).finally(() => ships.close())
  })
}
