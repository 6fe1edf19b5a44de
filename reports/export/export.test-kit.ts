import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import { expect } from 'vitest'
import type { Program } from './program.ts'

export interface Ran {
  readonly code: number
  readonly said: string
}

/** Runs a script as a person would, in a folder of its own. */
export async function runScript(script: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'clusterproof-export-'))
  const file = join(folder, 'finding.sh')
  writeFileSync(file, script)
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn('bash', [file], { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...env } })
      let said = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
      child.on('error', reject)
      child.on('close', (code) => resolve({ code: code ?? -1, said }))
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs what a case tests in this process: vitest itself would take seconds for each. 0 where it passes, 1 where it is broken, 2 where it is not decided. */
export async function runCase(text: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'clusterproof-export-'))
  const shims = `const { expect } = globalThis.exported\nconst test = (name, options, act) => { globalThis.exported.act = act }`
  const { code } = await transform(text.replace(`import { expect, test } from 'vitest'`, shims), { loader: 'ts', format: 'esm' })
  const file = join(folder, 'finding.mjs')
  writeFileSync(file, code)
  const before = { ...process.env }
  const exported: { expect: typeof expect; act?: () => Promise<void> } = { expect }
  try {
    Object.assign(process.env, env)
    Object.assign(globalThis, { exported })
    await import(/* @vite-ignore */ pathToFileURL(file).href)
    await exported.act?.()
    return { code: 0, said: 'passed' }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return { code: said.includes('Broken: ') ? 1 : 2, said }
  } finally {
    for (const name of Object.keys(env)) if (before[name] === undefined) delete process.env[name]
    Object.assign(process.env, before)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What somebody hostile might say, and nobody may act on. */
export const hostile = `'; touch pwned; ' "; touch pwned; " $(touch pwned) \`touch pwned\` \${process.exit(9)} {{FRESH}} {% raw %} \\ */ process.exit(9) /* # \u0000\u001b[31m\u202e \r\nX-Evil: 1`

/** The same for what becomes a variable of a shell, which holds no NUL. */
export const hostileName = hostile.replace('\u0000', '')

/** A program whose every text is hostile. */
export const hostileProgram: Program = {
  name: `check.${hostile}`,
  fingerprint: 'fp-0123456789abcdef',
  requirement: { id: 'a.b', level: 'MUST', sentence: `A promise ${hostile}`, source: `somewhere ${hostile}` },
  expected: hostile,
  actual: hostile,
  replay: `clusterproof check x --only ${hostile}`,
  endpoint: 'http://127.0.0.1:4010',
  variables: [
    { name: 'TOKEN', about: `a credential ${hostile}`, kind: 'secret' },
    { name: 'TENANT', about: 'the tenant', kind: 'given', value: hostileName },
    { name: 'FRESH', about: 'new in each run', kind: 'fresh' },
    { name: 'ID_1', about: 'told by step 1', kind: 'captured' },
  ],
  steps: [
    {
      number: 1,
      label: hostile,
      method: 'POST',
      target: ['/things/', { variable: 'TENANT' }],
      headers: [
        ['authorization', ['Bearer ', { variable: 'TOKEN' }]],
        ['content-type', ['application/json']],
        ['x-text', [`'; touch pwned; ' $(touch pwned) \`x\` \${y} {{FRESH}}`]],
      ],
      body: ['{"name":"', { variable: 'TENANT' }, `","text":${JSON.stringify(hostile)},"fresh":"`, { variable: 'FRESH' }, '"}'],
      captures: [{ variable: 'ID_1', from: { json: '/id' } }],
      status: '2xx',
    },
    { number: 2, label: 'read', method: 'GET', target: ['/things/', { variable: 'ID_1' }], headers: [], captures: [] },
  ],
  asserts: [
    { exchange: 2, of: 'json', at: '/text', test: { is: 'one of', values: [hostile] } },
    { exchange: 2, of: 'header', name: 'etag', test: { is: 'like', pattern: '^"[^"]+"$' } },
    { exchange: 2, of: 'json', at: '/name', test: { is: 'same', as: { exchange: 1, side: 'request', from: { json: '/name' } } } },
  ],
}
