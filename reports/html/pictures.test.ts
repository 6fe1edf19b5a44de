import { describe, expect, test } from 'vitest'
import { axisOf, duration } from './axis.ts'
import { coursesOf, lanesOf } from './courses.ts'
import { htmlReport } from './index.ts'
import { lifecycle } from './lifecycle.ts'
import { report, told, traffic } from './page.test-kit.ts'
import { pictures } from './pictures.ts'

const graph = traffic.lifecycles[0]
if (graph === undefined) throw new Error('Failed to find a lifecycle: the test kit has none.')
const drawn = String(lifecycle(graph, 0))

describe('the graph of a lifecycle', () => {
  test('says loudly what was seen and not declared', () => {
    expect(drawn).toMatch(/<p class="alert">\s*Seen, and not declared: Running → Pending \(1 time\); Pending → Lost &lt;i&gt; \(1 time\)\./)
    expect(drawn.match(/class="edge loud"/g)).toHaveLength(2)
  })

  test('draws every phase and every edge, seen or not, each with how often', () => {
    expect(drawn.match(/<rect\s+class="node/g)).toHaveLength(4)
    expect(drawn.match(/class="edge (seen|unseen|skipped|loud)"/g)).toHaveLength(6)
    expect(drawn).toContain('class="edge unseen"')
  })

  test('tells the same in words and as a table', () => {
    expect(drawn).toContain('Pending to Failed: declared, not seen')
    expect(drawn.match(/<th scope="row">/g)).toHaveLength(6)
    expect(drawn).toContain('Phases that the contract does not know: Lost &lt;i&gt;.')
  })

  test('keeps to what was seen where more is declared than anybody can follow', () => {
    const phases = Array.from({ length: 12 }, (_, index) => ({ name: `p${index}`, kind: 'settled' as const }))
    const edges = phases.flatMap((from) =>
      phases.flatMap((to) => (from === to ? [] : [{ from: from.name, to: to.name, triggers: ['x'], count: 0, is: 'declared' as const }])),
    )
    const seen = edges.map((edge) => (edge.from === 'p0' && edge.to === 'p1' ? { ...edge, count: 3 } : edge))
    const text = String(lifecycle({ ...graph, phases, edges: seen }, 1))
    expect(text.match(/class="edge (seen|unseen|skipped|loud)"/g)).toHaveLength(2)
    expect(text).toContain('Phases that were never seen are left out of this picture')
    expect(text.match(/<th scope="row">/g)).toHaveLength(edges.length)
  })
})

describe('the course of a run', () => {
  test('goes by time, and by number on a mock, where two runs of one seed give the same page', async () => {
    const slower = { ...traffic, requests: traffic.requests.map((one) => ({ ...one, sent: one.sent * 3, received: one.received * 3 + 1 })) }
    const mock = { ...report, target: 'mock' }
    expect(await htmlReport({ report: mock, traffic: slower })).toBe(await htmlReport({ report: mock, traffic }))
    expect(await htmlReport({ report, traffic: slower })).not.toBe(await htmlReport({ report, traffic }))
  })

  test('tells nothing of who won a race on a mock', () => {
    const mock = { ...report, target: 'mock' }
    const winners = traffic.requests.map((one) =>
      one.label === 'stale write' ? { ...one, status: 412 } : one.label === 'other write' ? { ...one, status: 200 } : one,
    )
    expect(String(pictures({ report: mock, traffic: { ...traffic, requests: winners } }))).toBe(String(pictures({ report: mock, traffic })))
  })

  test('puts lives that overlap into rows of their own, and others one after the other', () => {
    const axis = axisOf(traffic, 'https://api.example.test')
    const [one, other] = coursesOf(traffic, axis)
    if (one === undefined || other === undefined) throw new Error('Failed to find two lives: the test kit has fewer.')
    expect(lanesOf([one, other])).toHaveLength(2)
    expect(lanesOf([one, { ...other, begins: one.ends, ends: 1 }])).toHaveLength(1)
  })

  test('shows each life with its phases, its requests, and its end', () => {
    const text = String(pictures(told))
    expect(text).toContain('Pending → Running → Pending → gone')
    expect(text).toContain('&lt;b&gt;&quot;\\u001b')
    expect(text).toMatch(/2–3<\/td>/)
    expect(text).toContain('PROPFIND\\u202e')
  })

  test.each([
    [900, '900 ms'],
    [1_500, '1.5 s'],
    [150_000, '2.5 min'],
    [9_000_000, '2.5 h'],
  ])('names %i milliseconds as people do', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text)
  })
})

describe('the rate limit', () => {
  test('tells how much was left and how long one was to wait', () => {
    const text = String(pictures(told))
    expect(text).toContain('7 answers told how many requests are left, 1 asked to wait. The contract allows 10 requests in 60 seconds.')
  })

  test('says so where no answer told anything', () => {
    const silent = traffic.requests.map(({ left: _left, rest: _rest, ...one }) => one)
    expect(String(pictures({ report, traffic: { ...traffic, requests: silent } }))).toContain('No answer told how much may be sent')
  })
})

describe('the race of a finding', () => {
  test('draws the requests that were under way at the same time, and the order of their answers', async () => {
    const text = await htmlReport(told)
    expect(text).toContain('What was under way at the same time')
    expect(text).toContain('2. settling: 200; 3. stale write: 200')
  })

  test('is left out where nothing overlapped', async () => {
    const apart = { ...traffic, requests: traffic.requests.map((one, index) => ({ ...one, sent: index * 10, received: index * 10 + 1 })) }
    expect(await htmlReport({ report, traffic: apart })).not.toContain('What was under way at the same time')
  })
})
