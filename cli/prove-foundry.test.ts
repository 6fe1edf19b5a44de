import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openBench } from './prove-bench.ts'
import { prove } from './prove.ts'

const provider = fileURLToPath(new URL('../fixtures/foundry', import.meta.url))
