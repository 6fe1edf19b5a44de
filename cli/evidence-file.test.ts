import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import type { EvidenceRecord } from '../conformance/evidence.ts'
import { evidenceTo, linesOf } from './evidence-file.ts'
import { scratchFolder } from './recording.test-kit.ts'

const { at, remove } = await scratchFolder()
afterAll(remove)

const records: readonly EvidenceRecord[] = Array.from({ length: 40 }, (_, number) => ({
  kind: 'ended',
  check: 'a.b',
  resource: `boat ${'ö'.repeat(2000)}`,
  requests: number,
}))

async function readBack(path: string): Promise<{ readonly texts: readonly string[]; readonly cut: boolean }> {
  const texts: string[] = []
  let isCut = false
  for await (const { text, cut } of linesOf(path)) {
    if (cut) isCut = true
    else texts.push(text)
  }
  return { texts, cut: isCut }
}

test.each(['plain.ndjson', 'small.ndjson.gz'])('gives back what was written to %s, line by line', async (name) => {
  const file = evidenceTo(at(name))
  for (const record of records) file.record(record)

  expect(file.close()).toBeUndefined()
  expect(await readBack(at(name))).toEqual({ texts: records.map((record) => JSON.stringify(record)), cut: false })
})

test('has every record on disk before the next one, so that a killed run loses none', async () => {
  const file = evidenceTo(at('killed.ndjson'))
  for (const [index, record] of records.entries()) {
    file.record(record)
    expect((await readBack(at('killed.ndjson'))).texts).toHaveLength(index + 1)
  }
  file.close()
})

test('is readable as far as it was compressed, where a run was killed', async () => {
  const file = evidenceTo(at('killed.gz'))
  for (let round = 0; round < 5; round += 1) for (const record of records) file.record(record)
  const { texts } = await readBack(at('killed.gz'))
  file.close()

  expect(texts.length).toBeGreaterThan(records.length)
  expect(texts[0]).toBe(JSON.stringify(records[0]))
})

test.each([0.2, 0.5, 0.8])('reads a file that breaks off at %d of its length, compressed or not', async (part) => {
  for (const name of ['whole.ndjson', 'whole.gz']) {
    const file = evidenceTo(at(name))
    for (const record of records) file.record(record)
    file.close()
    const bytes = await readFile(at(name))
    await writeFile(at(`cut-${name}`), bytes.subarray(0, Math.floor(bytes.length * part)))

    const { texts, cut } = await readBack(at(`cut-${name}`))
    expect(cut).toBe(true)
    expect(texts).toEqual(records.slice(0, texts.length).map((record) => JSON.stringify(record)))
  }
})

test('lets no secret pass that it is told of, and names its placeholder', async () => {
  const guard = (text: string) => ({ text: text.replaceAll('hush-hush', '{admin}'), found: text.includes('hush-hush') ? ['{admin}'] : [] })
  const file = evidenceTo(at('guarded.ndjson'), guard)
  file.record({ kind: 'over', trouble: 'the token hush-hush was not taken' })
  file.close()

  expect(await readFile(at('guarded.ndjson'), 'utf8')).toBe('{"kind":"over","trouble":"the token {admin} was not taken"}\n')
  expect(file.stood()).toEqual(['{admin}'])
})

test.runIf(existsSync('/dev/full'))('does not disturb the run where the disk is full, and says so at the end', () => {
  const file = evidenceTo('/dev/full')
  for (const record of records) file.record(record)

  expect(file.close()).toBe('the system says ENOSPC')
})
