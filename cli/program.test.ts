import pc from 'picocolors'
import { describe, expect, test } from 'vitest'
import { run } from './program.ts'
import type { Terminal } from './terminal.ts'

function recording(changes: Partial<Terminal> = {}): { readonly terminal: Terminal; readonly written: { out: string; err: string } } {
  const written = { out: '', err: '' }
  const colours = pc.createColors(false)
  const terminal: Terminal = {
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    live: false,
    columns: 80,
    colours,
    errColours: colours,
    env: {},
    ...changes,
  }
  return { terminal, written }
}

describe('an error that nobody foresaw', () => {
  const out = () => {
    throw new Error('the pen is broken')
  }

  test('is one line that says whose fault it is, and exit code 3', async () => {
    const { terminal, written } = recording({ out })

    expect(await run(['list', 'requirements'], terminal)).toBe(3)
    expect(written.err).toBe('clusterproof failed: the pen is broken. This is a bug; please report it with what CLUSTERPROOF_DEBUG=1 prints.\n')
  })

  test('shows where it happened when asked', async () => {
    const { terminal, written } = recording({ out, env: { CLUSTERPROOF_DEBUG: '1' } })

    await run(['list', 'requirements'], terminal)

    expect(written.err).toContain('program.test.ts')
  })
})

describe('list', () => {
  test.each(['providers', 'checks', 'requirements', 'defects'])('prints %s as rows and as JSON with the same ids', async (what) => {
    const rows = recording()
    const json = recording()

    expect([await run(['list', what], rows.terminal), await run(['list', what, '--json'], json.terminal)]).toEqual([0, 0])

    const ids = (JSON.parse(json.written.out) as { id: string }[]).map(({ id }) => id)
    expect(
      rows.written.out
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(' ')[0]),
    ).toEqual(ids)
  })

  test('keeps to the checks that a provider calls for', async () => {
    const all = recording()
    const some = recording()

    await run(['list', 'checks', '--json'], all.terminal)
    await run(['list', 'checks', 'kupe', '--json'], some.terminal)

    const ids = (text: string) => (JSON.parse(text) as { id: string }[]).map(({ id }) => id)
    expect(ids(all.written.out)).toEqual(expect.arrayContaining(ids(some.written.out)))
    expect(ids(some.written.out)).toContain('etag.syntax')
  })
})
