import { expect, test } from 'vitest'
import { lintProvider } from './lint.ts'
import { existsSync } from 'node:fs'
for (const f of ['specs/kupe','specs/akua','specs/coreweave','fixtures/pretend','fixtures/ferry','fixtures/boatyard','fixtures/shipyard','fixtures/railway'])
  if (existsSync(f)) test(f, async () => { const found = await lintProvider(f); console.log(f, found.map((e) => `${e.file}:${e.line} ${e.severity} ${e.rule} ${e.message}`).join('\n')); expect(1).toBe(1) })
