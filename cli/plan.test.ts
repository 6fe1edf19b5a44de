import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pc from 'picocolors'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Plan } from './plan.ts'
import { run } from './program.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clusterproof-plan-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Nobody answers at port 1, and no token is at hand: whoever sends or reads anything comes to grief. */
const nobody = 'http://127.0.0.1:1'

async function clusterproof(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = { out: '', err: '' }
  const colours = pc.createColors(false)
  const out = (text: string) => void (said.out += text)
  const err = (text: string) => void (said.err += text)
  const code = await run(args, { out, err, live: false, columns: 120, colours, errColours: colours, env: {}, cwd: folder })
  return { code, ...said }
}

async function planned(...args: readonly string[]): Promise<Plan> {
  const { code, out, err } = await clusterproof('plan', ...args, '--json', '--quiet')
  expect([code, err]).toEqual([0, ''])
  const plan: Plan = JSON.parse(out)
  return plan
}

test('tells what a run would send and make, without sending anything or reading a token', async () => {
  const plan = await planned('kupe', '--only', 'del', '--target', nobody, '--token-env', 'NOT_SET', '--param', 'tenant=acme', '--max-creates', '2')

  expect(plan).toMatchObject({ provider: 'kupe', target: nobody, profile: 'full', atLeast: 0 })
  const cluster = plan.made.find(({ resource }) => resource === 'cluster')
  expect(cluster).toMatchObject({ costly: true, most: 2 })
  expect(cluster?.creates).toBeLessThanOrEqual(2)
  expect(plan.writes).toBeLessThan(plan.requests)
  expect(plan.seconds).toBeGreaterThan(0)
})

test('names what will be skipped for want of budget, credentials or leave, and counts what the contract does not call for', async () => {
  const plan = await planned(
    'kupe',
    '--only',
    'del',
    '--only',
    'auth',
    '--target',
    nobody,
    '--token-env',
    'NOT_SET',
    '--param',
    'tenant=acme',
    '--max-creates',
    '0',
  )

  const reasons = plan.skipped.map(({ because }) => because)
  expect(reasons).toContain('no cluster may be made')
  expect(reasons.some((reason) => /principal|credential/.test(reason))).toBe(true)
  expect(plan.uncalled).toBeGreaterThan(0)
})

test('a read-only run makes nothing, and nothing is left if it is killed', async () => {
  const { code, out } = await clusterproof('plan', 'kupe', '--only', 'content', '--profile', 'read-only', '--quiet')

  expect(code).toBe(0)
  expect(out).toContain('of which 0 could change something')
  expect(out).toContain('nothing that costs anything is left')
})

test('reckons with the pace that is kept at an endpoint of somebody else', async () => {
  writeFileSync(join(folder, 'clusterproof.config.yaml'), 'config: 1\nallow: [api.example.com]\nbudget: { creates: 1, minutes: 20 }\n')
  const flags = ['kupe', '--only', 'etag', '--target', 'https://api.example.com', '--token-env', 'NOT_SET', '--param', 'tenant=acme']
  const plan = await planned(...flags)
  const { out } = await clusterproof('plan', ...flags, '--quiet')

  expect(plan.atLeast).toBeCloseTo(plan.requests / 2)
  expect(plan.bounds).toMatchObject({ seconds: 1200 })
  expect(out).toContain('stops by itself after 20 minutes')
  expect(out).toContain('clusterproof sweep')
})
