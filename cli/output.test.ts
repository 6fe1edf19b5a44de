import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { outputTo } from './output.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusterproof-'))
})

afterEach(() => rm(folder, { recursive: true }))

test('makes the folder before anything is sent', async () => {
  await outputTo(join(folder, 'a/b'), 'json')

  expect(await readdir(join(folder, 'a'))).toEqual(['b'])
})

test('refuses an unknown format with the ones there are, and a format without a folder', async () => {
  await expect(outputTo(folder, 'jsno')).rejects.toThrow(/"jsno" is not one of json, junit, markdown, .*\. Did you mean json\?/)
  await expect(outputTo(undefined, 'json')).rejects.toThrow('Add --out DIR')
})

test('refuses a folder whose name a file has', async () => {
  await writeFile(join(folder, 'taken'), '')

  await expect(outputTo(join(folder, 'taken'), 'json')).rejects.toThrow('a file is in the way')
  await expect(outputTo(join(folder, 'taken/below'), 'json')).rejects.toThrow('a file is in the way')
})
