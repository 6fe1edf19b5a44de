import type { Claim, Reference, Test } from '../../conformance/runnable/assertion.ts'
import { steps as pathOf } from '../../specs/json.ts'
import { escaped, oneLine, replaceHidden } from '../visible.ts'
import { patience, type Program, type Step, type Template, type Variable } from './program.ts'
import { vitestParts } from './vitest-parts.ts'
import { headOf, sentenceOf, variableLines } from './wording.ts'

/** A test file for vitest that takes nothing besides: it fails where the promise is broken, and says so where that could not be told. */
export function vitestCase(program: Program): string {
  const { requirement } = program
  return [
    '/*',
    ...headOf(program).map((line) => ` * ${line}`),
    ' *',
    ' * Fails with "Broken: …" where the promise is broken, with "Not decided: …" where that could not be told. Variables of the environment:',
    ...variableLines(program).map((line) => ` *   ${line.replaceAll('*/', '* /')}`),
    ` * The suite itself looks again with: ${oneLine(program.replay).replaceAll('*/', '* /')}`,
    ' */',
    `import { request as plain } from 'node:http'`,
    `import { request as secure } from 'node:https'`,
    `import { expect, test } from 'vitest'`,
    '',
    `const endpoint = process.env['ENDPOINT'] ?? ${literal(program.endpoint)}`,
    `const attempts = ${patience.attempts}`,
    `const pause = ${patience.seconds}`,
    '',
    `test(${literal(`${program.name}: ${requirement.sentence}`)}, { timeout: ${timeoutOf(program)} }, async () => {`,
    ...program.variables.flatMap(assigned),
    ...program.steps.flatMap((step) => ['', ...stepLines(step)]),
    '',
    ...program.asserts.map((claim) => `  expect(${condition(claim)}, ${literal(`Broken: ${sentenceOf(claim)}`)}).toBe(true)`),
    '})',
    '',
    vitestParts,
    '',
  ].join('\n')
}

/** Milliseconds: a minute for each step, five for waits, and what is to pass. */
function timeoutOf({ steps }: Program): number {
  return steps.reduce((sum, { pause = 0 }) => sum + 60_000 + pause * 1000, 300_000)
}

function assigned({ name, kind, value }: Variable): readonly string[] {
  if (kind === 'secret') return [`  const ${name} = given(${literal(name)})`]
  if (kind === 'given') return [`  const ${name} = given(${literal(name)}, ${literal(value ?? '')})`]
  return kind === 'fresh' ? [`  const ${name} = fresh(${literal(name)})`] : []
}

function stepLines({ number, label, method, target, headers, body, pause, until, isHoped, status, captures }: Step): readonly string[] {
  const lines = headers.flatMap(([name, value]) => [literal(name), joined(value, 'plain')])
  return [
    `  // ${number}: ${oneLine(label)}`,
    ...(pause === undefined ? [] : [`  await pass(${pause})`]),
    `  const sent${number}: Sent = {`,
    `    method: ${literal(method)},`,
    `    target: ${joined(target, 'uri')},`,
    `    headers: [${lines.join(', ')}],`,
    ...(body ? [`    body: ${joined(body, 'json')},`] : []),
    '  }',
    until
      ? `  const step${number} = await until((step${number}) => ${until.map(condition).join(' && ')}, sent${number}, ${isHoped ? 'undefined' : literal(`what step ${number} waits for`)})`
      : `  const step${number} = await send(sent${number})`,
    ...(status
      ? [
          `  takes(String(step${number}.status).startsWith('${status[0]}'), 'step ${number} got status ' + step${number}.status + ', and the rest takes ${status}')`,
        ]
      : []),
    ...captures.map(({ variable, from }) => {
      const value = 'header' in from ? `header(step${number}, ${literal(from.header)})` : `json(step${number}.body, ${path(from.json)})`
      return `  const ${variable} = told(${value}, ${literal(variable)})`
    }),
  ]
}

const forms = { plain: (name: string) => name, uri: (name: string) => `encodeURIComponent(${name})`, json: (name: string) => `text(${name})` } as const

function joined(template: Template, form: keyof typeof forms): string {
  const parts = template.map((part) => (typeof part === 'string' ? literal(part) : forms[form](part.variable)))
  return parts.length === 0 ? `''` : parts.join(' + ')
}

/** A string of TypeScript, with everything hidden as an escape. */
function literal(text: string): string {
  const safe = replaceHidden(JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll(`'`, `\\'`), escaped)
  return `'${safe}'`
}

function condition(claim: Claim): string {
  const step = `step${claim.exchange}`
  switch (claim.of) {
    case 'status': {
      const each = claim.statuses.map((status) =>
        typeof status === 'number' ? `${step}.status === ${status}` : `Math.floor(${step}.status / 100) === ${status[0]}`,
      )
      return each.length === 1 ? (each[0] ?? 'true') : `(${each.join(' || ')})`
    }
    case 'header':
      return tested(`header(${step}, ${literal(claim.name)})`, claim.test)
    case 'json':
      return tested(`json(${step}.body, ${path(claim.at)})`, claim.test)
    case 'item': {
      return `count(json(${step}.body, ${path(claim.at)}), ${path(claim.member)}, ${wanted(claim)}) ${claim.times === 'some' ? '> 0' : `=== ${claim.times}`}`
    }
    case 'item member': {
      const item = `item(json(${step}.body, ${path(claim.at)}), ${path(claim.member)}, ${wanted(claim)})`
      return `${item} !== undefined && ${tested(`json(${item}, ${path(claim.where)})`, claim.test)}`
    }
    case 'body':
      return claim.is === 'empty' ? `${step}.body === ''` : `json(${step}.body, []) !== undefined`
    default:
      return claim satisfies never
  }
}

function tested(found: string, test: Test): string {
  switch (test.is) {
    case 'present':
      return `${found} !== undefined`
    case 'absent':
      return `${found} === undefined`
    case 'like':
      return `new RegExp(${literal(test.pattern)}).test(String(${found} ?? ''))`
    case 'one of':
      return `[${test.values.map(scalar).join(', ')}].some((one) => one === ${found})`
    case 'none of':
      return `!${tested(found, { is: 'one of', values: test.values })}`
    case 'same':
    case 'other':
      return `${found} !== undefined && ${found} ${test.is === 'same' ? '===' : '!=='} ${reference(test.as)}`
    default:
      return test satisfies never
  }
}

function wanted({ equals }: Extract<Claim, { of: 'item' | 'item member' }>): string {
  return 'value' in equals ? scalar(equals.value) : reference(equals.as)
}

function scalar(value: string | number | boolean | null): string {
  return typeof value === 'string' ? literal(value) : JSON.stringify(value)
}

function reference({ exchange, side, from }: Reference): string {
  if ('header' in from) return `header(step${exchange}, ${literal(from.header)})`
  return `json(${side === 'request' ? `sent${exchange}` : `step${exchange}`}.body, ${path(from.json)})`
}

function path(pointer: string): string {
  return `[${pathOf(pointer).map(literal).join(', ')}]`
}
