import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { honoursItsContract } from './contract.test-kit.ts'
import { memoryBacking } from './memory.ts'
import { openBacking } from './open.ts'
import type { Backing } from './backing.ts'

describe('in memory', () =>
  honoursItsContract(
    async () => memoryBacking(),
    () => 'a',
  ))

describe('in a file', () =>
  honoursItsContract(
    () => opened(`file:${join(mkdtempSync(join(tmpdir(), 'clusterproof-')), 'worlds.db')}`),
    () => 'a',
  ))

async function opened(text: string): Promise<Backing> {
  const backing = await openBacking(text)
  if (backing === undefined) throw new Error(`${text} needs no backing`)
  return backing
}
