import pc from 'picocolors'
import { expect, test } from 'vitest'
import type { Event } from '../conformance/events.ts'
import { progressOn } from './progress.ts'
import type { Terminal } from './terminal.ts'

const requirement = { id: 'a.b', level: 'MUST', sentence: 'S.', source: 'T' } as const
const provider = { id: 'pretend', title: 'Pretend' }
const events: readonly Event[] = [
  { type: 'run.started', suite: '0', provider, contract: 'c', target: 'mock', seed: 1, at: '2026-01-01T00:00:00Z', checks: 2 },
  { type: 'check.started', check: 'a.b', resource: 'cluster' },
  { type: 'check.finished', check: 'a.b', family: 'a', resource: 'cluster', requirement, basis: 'documented', verdict: 'passed', scenarios: 1, requests: 3 },
  { type: 'check.started', check: 'a.c' },
  {
    type: 'check.finished',
    check: 'a.c',
    family: 'a',
    requirement,
    basis: 'documented',
    verdict: 'blocked',
    because: 'no cluster\ncould be made',
    scenarios: 1,
    requests: 4,
  },
]

function told(live: boolean): string {
  const written: string[] = []
  const colours = pc.createColors(false)
  const terminal: Terminal = { out: () => {}, err: (text) => written.push(text), live, columns: 40, colours, errColours: colours, env: {} }
  const progress = progressOn(terminal)
  for (const event of events) progress.tell(event)
  progress.end()
  return written.join('')
}

test('without a terminal only what was found is printed, a line each', () => {
  expect(told(false)).toBe('blocked a.c: no cluster could be made\n')
})

test('on a terminal one line is overwritten, never wider than it, and gone at the end', () => {
  const text = told(true)

  expect(text).toContain('1/2 checks, 3 requests  a.c')
  expect(text).not.toContain('\n')
  expect(text.split('\r\u001b[2K').every((line) => line.length < 40)).toBe(true)
  expect(text.endsWith('\r\u001b[2K')).toBe(true)
})
