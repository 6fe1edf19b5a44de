import { readFile, writeFile } from 'node:fs/promises'
import pc from 'picocolors'
import { afterAll, expect, test } from 'vitest'
import { createMock } from '../mock/index.ts'
import { scratchFolder } from './recording.test-kit.ts'
import { replayCapsule, type ReplayFlags } from './replay.ts'
import { saveAt, stateIn } from './state-file.ts'
import type { Terminal } from './terminal.ts'

const { at, remove } = await scratchFolder()
afterAll(remove)

async function recorded(file: string): Promise<string> {
  const mock = await createMock({ providers: ['kupe'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' }, record: true })
  await mock.fetch(new Request('http://mock/api/v1/plans'))
  await mock.fetch(new Request('http://mock/__admin/clock/advance', { method: 'POST', body: '{"seconds":60}' }))
  await mock.fetch(new Request('http://mock/api/v1/plans/pro', { headers: { authorization: 'Bearer mine' } }))
  await saveAt(at(file), 'capsule', mock.capsule())
  return readFile(at(file), 'utf8')
}

async function replayed(file: string, flags: ReplayFlags = {}): Promise<{ code: number; out: string }> {
  let out = ''
  const plain = pc.createColors(false)
  const terminal: Terminal = { out: (text) => void (out += text), err: () => {}, live: false, columns: 80, colours: plain, errColours: plain, env: {} }
  const code = await replayCapsule({ file: at(file), providers: [] }, flags, terminal)
  return { code, out }
}

test('says that all is the same, or what is not', async () => {
  const text = await recorded('run.json')
  await writeFile(at('other.json'), text.replace('"at":1769954400000', '"at":1769954401000'))
  const other = await replayed('other.json')

  expect(await replayed('run.json')).toEqual({ code: 0, out: '✓ 2 of 2 answers are the same, byte for byte, of 3 requests.\n' })
  expect(await replayed('run.json', { quiet: true })).toEqual({ code: 0, out: '' })
  expect(other.code).toBe(1)
  expect(other.out).toMatch(
    /^✗ 0 of 2 answers .*\n {2}#1 GET \/api\/v1\/plans\n {6}date Sun, 01 Feb 2026 14:00:01 GMT, recorded Sun, 01 Feb 2026 14:00:00 GMT\n/,
  )
  expect(JSON.parse((await replayed('other.json', { json: true })).out)).toMatchObject({
    requests: 3,
    compared: 2,
    changed: [],
    differences: [{ number: 1 }, { number: 3 }],
  })
})

test('names a file that is not there, and a folder that cannot be written to', async () => {
  await expect(replayed('nowhere.json')).rejects.toThrow('nowhere.json: ENOENT. Name a capsule.')
  await expect(saveAt(at('no/such/folder.json'), 'state', '')).rejects.toThrow('Failed to save the state to')
  expect(await stateIn(at('nowhere.json'))).toBeUndefined()
  await expect(stateIn(at(''))).rejects.toThrow('EISDIR')
})
