import { expect, test } from 'vitest'
import { hostileProgram } from './export.test-kit.ts'
import { hurlFile } from './hurl.ts'
import type { Program } from './program.ts'

const value = String.raw`(?:[^{}#\\\n]|\{(?!\{)|\}|\\\\|\\u\{[0-9a-f]+\}|\{\{[A-Z][A-Z0-9_]*\}\})*`
const quoted = String.raw`"(?:[^"\\\n]|\\["\\n]|\\u\{[0-9a-f]+\})*"`
const query = String.raw`(?:status|bytes|header ${quoted}|jsonpath ${quoted})`
const predicate = String.raw`(?:not )?(?:exists|isCollection|(?:==|!=|>=|<|matches) (?:${quoted}|\{\{[A-Z0-9_]+\}\}|-?[0-9.]+|true|false|null))`

/** What of Hurl's grammar (https://hurl.dev/docs/grammar.html) an export uses, line by line, in the order in which it may come. */
const lines: Readonly<Record<string, RegExp>> = {
  comment: /^#.*$/,
  request: new RegExp(`^[A-Z]+ ${value}$`),
  header: new RegExp(`^[A-Za-z0-9-]+: ${value}$`),
  section: /^\[(?:Options|Captures|Asserts)\]$/,
  option: /^(?:path-as-is: true|delay: [0-9]+s|retry: [0-9]+|retry-interval: [0-9]+s)$/,
  body: /^`(?:[^`\\{\n]|\{(?!\{)|\\[`\\n]|\\u\{[0-9a-f]+\}|\{\{[A-Z][A-Z0-9_]*\}\})*`$/,
  answer: /^HTTP \*$/,
  capture: new RegExp(`^[A-Z][A-Z0-9_]*: (?:header|jsonpath) ${quoted}$`),
  assert: new RegExp(`^${query}(?: toString| count)? ${predicate}$`),
}

/** Which kinds of line may follow each. */
const next: Readonly<Record<string, readonly string[]>> = {
  start: ['request'],
  request: ['header', 'section', 'body', 'answer'],
  header: ['header', 'section', 'body', 'answer'],
  section: ['option', 'capture', 'assert'],
  option: ['option', 'body', 'answer'],
  body: ['answer'],
  answer: ['section', 'request', 'end'],
  capture: ['capture', 'section', 'request', 'end'],
  assert: ['assert', 'request', 'end'],
}

/** The first line that is none of them, or comes where it must not. */
function complaint(text: string): string | undefined {
  let state = 'start'
  for (const line of text.split('\n')) {
    if (line === '' || lines['comment']?.test(line)) continue
    const found = next[state]?.find((kind) => lines[kind]?.test(line))
    if (found === undefined) return `after ${state}: ${line}`
    state = found
  }
  return next[state]?.includes('end') === true ? undefined : `ends after ${state}`
}

test('writes what Hurl reads, whatever somebody hostile said', () => {
  expect(complaint(hurlFile(hostileProgram))).toBeUndefined()
})

test('lets no text of others become a variable', () => {
  const names = [
    ...hurlFile(hostileProgram)
      .replaceAll(/^#.*$/gm, '')
      .matchAll(/\{\{([^}]*)\}\}/g),
  ].map(([, name]) => name)

  expect(new Set(names)).toEqual(new Set(['ENDPOINT', 'TENANT', 'TOKEN', 'FRESH', 'ID_1']))
})

test('asks again until what is awaited is there, and compares with what was told before', () => {
  const program: Program = {
    ...hostileProgram,
    steps: [
      { number: 1, label: 'read', method: 'GET', target: ['/a'], headers: [], captures: [] },
      {
        number: 2,
        label: 'wait',
        method: 'GET',
        target: ['/a'],
        headers: [],
        captures: [],
        until: [{ exchange: 2, of: 'json', at: '/status/phase', test: { is: 'one of', values: ['Running', 'Failed'] } }],
      },
    ],
    asserts: [
      { exchange: 2, of: 'header', name: 'etag', test: { is: 'other', as: { exchange: 1, side: 'answer', from: { header: 'etag' } } } },
      { exchange: 2, of: 'status', statuses: ['2xx', 304] },
    ],
  }
  const text = hurlFile(program)

  expect(complaint(text)).toBeUndefined()
  expect(text).toContain('retry: 60\nretry-interval: 5s\n')
  expect(text).toContain(`jsonpath "$['status']['phase']" toString matches "^(Running|Failed)$"`)
  expect(text).toContain('STEP_1_ETAG: header "etag"')
  expect(text).toContain('header "etag" != {{STEP_1_ETAG}}')
  expect(text).toContain('status toString matches "^(2..|304)$"')
})
