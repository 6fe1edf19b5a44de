import { execFileSync } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import pc from 'picocolors'
import { createMock, type MockOptions } from '../mock/create.ts'
import { amended } from '../specs/amend.ts'
import { folderOf } from '../specs/providers.ts'
import type { Json } from '../specs/json.ts'
import { unified } from './drift-patch.ts'
import { exitCodes } from './exit.ts'
import { run } from './program.ts'
import { printed, scratchFolder } from './recording.test-kit.ts'

const { at, remove } = await scratchFolder()
afterAll(remove)

interface Found {
  readonly code: number
  readonly compared: number
  /** Side, operation, aspect and what both show of each difference. */
  readonly differences: readonly string[]
}

/** Compares a provider's mock with another one of a provider, over a port: what a real endpoint would be. */
async function drift(
  provider: string,
  { as = provider, flags = [], ...options }: MockOptions & { readonly as?: string; readonly flags?: readonly string[] },
): Promise<Found> {
  const other = await createMock({ seed: 9, clock: { at: '2026-01-01T00:00:00Z', scale: 60 }, lifecycle: { reads: 3 }, ...options, providers: [provider] })
  try {
    const target = await other.listen()
    const { admin } = other.contracts[0]?.behaviour.seed.principals ?? {}
    if (admin === undefined) throw new Error(`Failed to find the administrator of ${provider}.`)
    const params = Object.entries(admin.params).flatMap(([name, value]) => ['--param', `${name}=${value}`])
    const written = { out: '', err: '' }
    const colours = pc.createColors(false)
    const argv = ['drift', as, '--target', target, '--target-clock', '60x', '--token-env', 'TOKEN', ...params, '--json', '--quiet', ...flags]
    const terminal = { live: false, columns: 80, colours, errColours: colours, env: { TOKEN: admin.token } }
    const code = await run(argv, { ...terminal, out: (text) => void (written.out += text), err: (text) => void (written.err += text) })
    expect(written.err).toBe('')
    return { code, ...told(JSON.parse(written.out) as Told) }
  } finally {
    await other.close()
  }
}

interface Told {
  readonly compared: number
  readonly differences: readonly { side: string; operation: string; aspect: string; mock: string; endpoint: string }[]
}

function told({ compared, differences }: Told): Pick<Found, 'compared' | 'differences'> {
  return { compared, differences: differences.map(({ side, operation, aspect, mock, endpoint }) => `${side}: ${operation} ${aspect} ${mock} > ${endpoint}`) }
}

const brief = ['--only', 'err.envelope', '--only', 'err.absent', '--only', 'life.read-your-create', '--only', 'etag.if-match-stale-status']

describe('a mock beside itself', () => {
  test.each(['kupe', 'akua'].flatMap((provider) => [1, 2, 3].map((seed) => [provider, seed] as const)))(
    'of %s shows no drift with seed %i',
    async (provider, seed) => {
      const found = await drift(provider, { flags: [...brief, '--seed', String(seed)] })

      expect(found).toMatchObject({ code: exitCodes.ok, differences: [] })
      expect(found.compared).toBeGreaterThan(10)
    },
  )
})

describe('a mock that answers in other ways that are allowed', () => {
  test('differs where ours has guessed or chosen, and nowhere else', async () => {
    const flags = [
      '--only',
      'life.read-your-create',
      '--only',
      'del.status-and-gone',
      '--only',
      'life.transition-graph',
      '--only',
      'etag.update-changes-validator',
    ]
    const { code, differences } = await drift('kupe', { flags, phaseMovesTag: false, phaseWords: { Deleting: 'Terminating' }, successes: { addMember: 200 } })

    expect(code).toBe(exitCodes.failed)
    expect(differences).toEqual([
      'mock: addMember status 201 > 200',
      'mock: getCluster phase Deleting > Terminating',
      'mock: getCluster tag moves > stays',
      'mock: getSecret tag moves > stays',
    ])
  })

  test('is what ours becomes by the patch', async () => {
    const { folder, change } = await variant('other')
    await change('/errors/refusals/malformed-tag/status', 400)
    await change('/errors/refusals/malformed-tag/tolerated', [412])
    const patch = at('drift.patch')
    const flags = ['--only', 'etag.if-match-malformed-not-ignored', '--resource', 'cluster']

    const before = await drift(folder, { as: 'kupe', flags: [...flags, '--patch', patch] })
    const patched = await variant('patched')
    execFileSync('git', ['apply', '-p1', patch], { cwd: patched.folder, stdio: 'pipe' })
    const after = await drift(folder, { as: patched.folder, flags })

    expect(before).toMatchObject({ code: exitCodes.failed, differences: ['mock: updateCluster status 412 > 400'] })
    expect(await readFile(patch, 'utf8')).toContain('+++ b/behaviour.yaml')
    expect(after).toMatchObject({ code: exitCodes.ok, differences: [] })
  })
})

/** A copy of a provider's folder in which single values can be changed. */
async function variant(name: string): Promise<{ readonly folder: string; readonly change: (where: string, to: Json) => Promise<void> }> {
  const folder = at(name)
  await cp(await folderOf('kupe'), folder, { recursive: true })
  const file = join(folder, 'behaviour.yaml')
  return { folder, change: async (where, to) => writeFile(file, amended(await readFile(file, 'utf8'), where, to) ?? '') }
}

test('a mock with a defect differs where a documented promise is broken', async () => {
  const { code, differences } = await drift('kupe', {
    flags: ['--only', 'etag.if-match-stale-status', '--resource', 'cluster'],
    defects: ['etag.if-match-ignored'],
  })

  expect(code).toBe(exitCodes.failed)
  expect(differences).toEqual(['endpoint: updateCluster status 412 > 200'])
})

describe('the command', () => {
  test('tells a person what differs, on which statement it rests, and how to see it', async () => {
    const other = await createMock({ providers: ['kupe'], defects: ['etag.if-match-ignored'], lifecycle: { reads: 3 } })
    const key = other.contracts[0]?.behaviour.seed.principals['admin']?.token ?? ''
    const target = await other.listen()
    const { code, out } = await typed(target, key, '--only', 'etag.if-match-stale-status', '--resource', 'cluster')
    await other.close()

    expect(code).toBe(exitCodes.failed)
    expect(out).toContain('The endpoint differs (1)\n  updateCluster: status: the mock 412 (stale-tag), the endpoint 200')
    expect(out).toContain('behaviour.yaml /errors/refusals/stale-tag (documented; doc D3, D5;')
    expect(out).toContain(`curl -i --globoff --path-as-is -X PATCH '${target}/api/v1/tenants/acme/clusters/`)
    expect(out).toMatch(/drift: 1 differences?\n$/)
    expect(out).not.toContain(key)
  })

  test('wants an endpoint', async () => {
    expect(await printed('drift', 'kupe')).toEqual({ code: exitCodes.usage, out: '', err: expect.stringContaining('Add --target URL') })
  })

  test('says that nothing could be compared where nobody answers', async () => {
    const closed = await createMock({ providers: ['kupe'] })
    const target = await closed.listen()
    await closed.close()
    const { code, out } = await typed(target, 'made-up', ...brief)

    expect(code).toBe(exitCodes.undetermined)
    expect(out).toContain('undetermined: nothing could be compared')
  })
})

/** What a person sees who types it. */
async function typed(target: string, key: string, ...more: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const written = { out: '' }
  const colours = pc.createColors(false)
  const terminal = { live: false, columns: 80, colours, errColours: colours, env: { TOKEN: key }, err: () => undefined }
  const argv = ['drift', 'kupe', '--target', target, '--token-env', 'TOKEN', '--param', 'tenant=acme', '--target-clock', '60x', ...more]
  const code = await run(argv, { ...terminal, out: (text) => void (written.out += text) })
  return { code, ...written }
}

test.each([
  ['a line that is another', 'a\nb\nc\n', 'a\nB\nc\n', '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n'],
  ['a line that is added', 'a\nb\n', 'a\nx\nb\n', '@@ -1,2 +1,3 @@\n a\n+x\n b\n'],
])('a patch shows %s', (_, before, after, hunk) => {
  expect(unified(before, after)).toBe(`--- a/behaviour.yaml\n+++ b/behaviour.yaml\n${hunk}`)
})
