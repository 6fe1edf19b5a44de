import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { summaryOf } from '../mock/faults/plan.ts'
import { planFor } from '../mock/faults/read.ts'
import { loadContract } from '../specs/load.ts'
import { folderOf } from '../specs/providers.ts'
import { faultOf, faultsFrom, untouched } from './faults.ts'

test.each([
  ['createCluster:503 every=3', { when: { operation: 'createCluster', every: 3 }, do: { status: 503 } }, '503 on createCluster, every 3'],
  ['GET:429 retry-after=2 times=1', { when: { method: 'GET', times: 1 }, do: { status: 429, retryAfterSeconds: 2 } }, '429 on GET, times 1'],
  ['*:250ms probability=0.5', { when: { probability: 0.5 }, do: { latency: 250 } }, 'latency on everything, probability 0.5'],
  ['clusters.create:reset nth=1', { when: { operation: 'clusters.create', nth: 1 }, do: { reset: 'before' } }, 'reset on clusters.create, nth 1'],
  ['listPlans:empty', { when: { operation: 'listPlans' }, do: { empty: 'before' } }, 'empty on listPlans'],
  ['listPlans:truncate', { when: { operation: 'listPlans' }, do: { truncate: 0.5 } }, 'truncate on listPlans'],
])('reads %s', (text, fault, summary) => {
  expect(faultOf(text)).toEqual(fault)
  expect(summaryOf(faultOf(text))).toBe(summary)
})

test.each(['createCluster', 'createCluster:', ':503', 'createCluster:200', 'createCluster:503 often', 'createCluster:reset retry-after=3', 'x:503 every=-1'])(
  'refuses %j and shows one',
  (text) => {
    expect(() => faultOf(text)).toThrow(/^Failed to read --fault: ".*" is no fault\. .*'createCluster:503 every=3'\.$/)
  },
)

async function file(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'faults-')), 'plan.yaml')
  await writeFile(path, text)
  return path
}

test('reads a plan, then the flags', async () => {
  const path = await file('faults:\n  - id: late\n    do: { latency: { lognormal: { median: 80, sigma: 0.5 } } }\n')

  expect(await faultsFrom(path, ['GET:503'])).toEqual([
    { id: 'late', do: { latency: { lognormal: { median: 80, sigma: 0.5 } } } },
    { when: { method: 'GET' }, do: { status: 503 } },
  ])
})

test.each([
  ['faults: [', /plan\.yaml': line 1/],
  ['faults:\n  - do: { status: 503 }\n  - do: { status: 200 }\n', /plan\.yaml': line 3: "faults\.1\.do\.status"/],
  ['faults:\n  - do: { status: 503, reset: before }\n', /line 2/],
  ['- do: { status: 503 }\n', /does not hold a mapping/],
])('tells where a plan is wrong: %j', async (text, message) => {
  await expect(faultsFrom(await file(text))).rejects.toThrow(message)
})

test('reads the plan of the README, which its provider can have', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const [, plan = ''] = /### Faults[^]*?```yaml\n([^]*?)```/.exec(readme) ?? []
  const faults = await faultsFrom(await file(plan))

  expect(faults.length).toBeGreaterThan(4)
  expect(planFor(faults, [await loadContract(await folderOf('kupe'))])).toHaveLength(faults.length)
})

test('tells of a file that is not there', async () => {
  await expect(faultsFrom('/nowhere/plan.yaml')).rejects.toThrow(/^Failed to read --faults: ENOENT/)
})

test('names the faults that never came about, by world', () => {
  expect(untouched([])).toBe('')
  expect(
    untouched([
      { world: 'default', id: 'a' },
      { world: 'two', id: 'b' },
    ]),
  ).toBe('Never came about: a, b (in world two). No request fitted, or none was its turn.\n')
})
