import pc from 'picocolors'
import { expect, test } from 'vitest'
import { loadContract } from '../specs/load.ts'
import { folderOf } from '../specs/providers.ts'
import { banner } from './banner.ts'

const shown = async (...names: readonly string[]) => {
  const contracts = await Promise.all(names.map(async (name) => loadContract(await folderOf(name))))
  return banner({ version: '0', origin: 'http://127.0.0.1:4010', contracts, options: {} }, pc.createColors(false))
}

test('tells where each provider is served, over Connect too where it speaks it, and with what token', async () => {
  const lines = (await shown('coreweave', 'kupe')).split('\n')
  const from = lines.findIndex((line) => line.startsWith('  coreweave'))

  expect(lines.slice(from, from + 4)).toEqual([
    '  coreweave  CoreWeave CKS  http://127.0.0.1:4010/v1beta1',
    '             Connect with JSON messages  http://127.0.0.1:4010/coreweave.networking.v1beta1.VPCService/',
    '             Connect with JSON messages  http://127.0.0.1:4010/coreweave.cks.v1beta1.ClusterService/',
    expect.stringMatching(/^ {13}token {4,}CW-SECRET-/),
  ])
})

test('says nothing of Connect where nobody speaks it', async () => {
  expect(await shown('kupe')).not.toContain('Connect')
})
