import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostile, hostileName, hostileProgram } from '../reports/export/export.test-kit.ts'
import { exportFormats } from '../reports/export/exports.ts'
import { Foundry, type World } from './export-proof.test-kit.ts'
import { scratchFolder } from './recording.test-kit.ts'
import { writeFileSync } from 'node:fs'

/** The program itself (https://hurl.dev, version 8): `npm run test:hurl` finds it by its name, or where HURL says. */
const hurl = process.env['HURL'] ?? 'hurl'

const sample = {
  kupe: ['content.time-without-offset', 'list.doubles-one', 'etag.stale-before-existence', 'val.type-changed-anyway'],
  coreweave: ['val.status-of-conflict'],
  qovery: ['err.absent-deleted'],
  akua: ['auth.reader-refused'],
} as const satisfies Record<string, readonly string[]>

let folder: Awaited<ReturnType<typeof scratchFolder>>

beforeAll(async () => {
  folder = await scratchFolder()
})

afterAll(() => folder.remove())

async function ran(text: string, variables: Readonly<Record<string, string>>): Promise<{ readonly code: number; readonly said: string }> {
  const file = folder.at('finding.hurl')
  // A pause of seconds is for servers that take minutes.
  writeFileSync(file, text.replaceAll(/^retry-interval: 5s$/gm, 'retry-interval: 1ms'))
  const flags = Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`])
  return new Promise((resolve) => {
    execFile(hurl, ['--test', ...flags, file], (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? -1), said: out + err }))
  })
}

describe.each(Object.entries(sample))('a Hurl file of %s', (provider, defects) => {
  let foundry: Foundry

  beforeAll(async () => {
    foundry = await Foundry.open(provider)
  }, 60_000)

  afterAll(() => foundry.own.close())

  test.each(defects)('over %s fails on the defect and passes without it', { timeout: 120_000 }, async (defect) => {
    const proof = await foundry.prove(defect)
    const program = proof?.made.find((one) => one.program !== undefined)?.program

    expect(program).toBeDefined()
    if (program === undefined || proof === undefined) return
    const given = program.variables.flatMap(({ name, kind, value }) => (kind === 'given' ? [[name, value ?? '']] : kind === 'fresh' ? [[name, 'hurl01']] : []))
    const variables = (world: World) => {
      const { PAUSE: _, CLOCK: __, ...env } = foundry.env(world)
      return { ...env, ...(Object.fromEntries(given) as Record<string, string>) }
    }
    const text = await exportFormats.hurl.write(program)
    const { defective, clean } = proof.worlds()

    // 4: an assert was not met; 1 to 3 are mistakes in the file and lost connections.
    expect(await ran(text, variables(clean))).toMatchObject({ code: 0 })
    expect(await ran(text, variables(defective))).toMatchObject({ code: 4 })
  })
})

describe('a Hurl file', () => {
  test('sends hostile text as it is', { timeout: 60_000 }, async () => {
    const seen: { url: string; text: string }[] = []
    const server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
      request.on('end', () => {
        seen.push({ url: request.url ?? '', text })
        response.setHeader('etag', '"v1"').end(request.method === 'POST' ? '{"id":"a1"}' : JSON.stringify({ name: 'plain', text: hostile }))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { code, said } = await ran(await exportFormats.hurl.write(hostileProgram), { ENDPOINT: endpoint, TOKEN: 't', FRESH: 'abc123', TENANT: 'plain' })
    server.close()

    expect({ code, said }).toMatchObject({ code: 0 })
    expect(seen.map(({ url }) => url)).toEqual(['/things/plain', '/things/a1'])
    expect(JSON.parse(seen[0]?.text ?? '')).toEqual({ name: 'plain', text: hostile, fresh: 'abc123' })
    expect(hostileName).not.toBe('plain')
  })
})
