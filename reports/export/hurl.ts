import type { Claim, Reference, Test } from '../../conformance/runnable/assertion.ts'
import { steps as pathOf } from '../../specs/json.ts'
import { oneLine } from '../visible.ts'
import { referencesIn } from './claims.ts'
import { patience, type Program, type Step } from './program.ts'
import { templated, valueIn } from './templated.ts'
import { headOf, variableLines } from './wording.ts'

/**
 * A Hurl file (https://hurl.dev, version 8), which fails where the promise is broken. Hurl tells no difference between that and a
 * step that did not do what the rest takes; its own words do.
 */
export function hurlFile(program: Program): string {
  const given = program.variables.filter(({ kind }) => kind === 'secret' || kind === 'given' || kind === 'fresh')
  const flags = given.map(({ name, kind, value }) =>
    kind === 'secret' ? `--secret ${name}=…` : `--variable ${name}=${kind === 'given' ? oneLine(value ?? '') : 'abc123'}`,
  )
  return [
    ...headOf(program).map((line) => `# ${line}`),
    '#',
    `# hurl --test --variable ENDPOINT=${oneLine(program.endpoint)} ${flags.join(' ')} …`,
    ...variableLines(program)
      .filter((line) => !line.startsWith('PAUSE'))
      .map((line) => `#   ${line.replace(' when not set', ' where it was found').replace('; made up when not set', '')}`),
    `# The suite itself looks again with: ${oneLine(program.replay)}`,
    ...program.steps.flatMap((step) => ['', ...entry(step, program)]),
    '',
  ].join('\n')
}

function entry(step: Step, program: Program): readonly string[] {
  const { number, label, method, target, headers, body, until, status, captures, pause } = step
  const own = program.asserts.filter((claim) => claim.exchange === number)
  const asserts = [...(step.isHoped ? [] : (until ?? [])), ...own].flatMap((claim) => assertOf(claim, program))
  const told = [...captures.map((one) => capture(one.variable, one.from)), ...leaned(number, program)]
  return [
    `# ${number}: ${oneLine(label)}`,
    `${method} {{ENDPOINT}}${templated(target, written)}`,
    ...headers.map(([name, value]) => `${name}: ${templated(value, written)}`),
    '[Options]',
    'path-as-is: true',
    ...(pause === undefined ? [] : [`delay: ${Math.ceil(pause)}s`]),
    ...(until ? [`retry: ${patience.attempts}`, `retry-interval: ${patience.seconds}s`] : []),
    ...(body ? [`\`${templated(body, quoted('`'))}\``] : []),
    'HTTP *',
    ...(told.length > 0 ? ['[Captures]', ...told] : []),
    ...(asserts.length > 0 || status ? ['[Asserts]', ...(status ? classOf(status) : []), ...asserts] : []),
  ]
}

function capture(variable: string, from: { readonly header: string } | { readonly json: string }): string {
  return `${variable}: ${'header' in from ? `header ${text(from.header)}` : `jsonpath ${text(pathTo(from.json))}`}`
}

/** Captures of what asserts of later steps compare with. */
function leaned(number: number, { asserts }: Program): readonly string[] {
  const references = asserts.flatMap((claim) => referencesIn(claim)).filter(({ exchange, side }) => exchange === number && side === 'answer')
  return [...new Set(references.map((one) => capture(nameOf(one), one.from)))]
}

function nameOf({ exchange, from }: Reference): string {
  const words = 'header' in from ? from.header : from.json
  return `STEP_${exchange}_${words.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()}`.replace(/_+/g, '_')
}

function classOf(status: string): readonly string[] {
  return [`status >= ${status[0]}00`, `status < ${Number(status[0]) + 1}00`]
}

function assertOf(claim: Claim, program: Program): readonly string[] {
  switch (claim.of) {
    case 'status': {
      const [only] = claim.statuses
      if (claim.statuses.length === 1 && typeof only === 'string') return classOf(only)
      return [`status toString matches "^(${claim.statuses.map((one) => (typeof one === 'number' ? one : `${one[0]}..`)).join('|')})$"`]
    }
    case 'header':
      return [`header ${text(claim.name)} ${tested(claim.test, program)}`]
    case 'json':
      return [`jsonpath ${text(pathTo(claim.at))} ${tested(claim.test, program)}`]
    case 'item': {
      const query = itemQuery(claim, claim.member, program)
      // Of one item that fits, Hurl tells the value itself, of several a list.
      if (claim.times === 1) return [`${query} not isCollection`, `${query} exists`]
      return [claim.times === 0 ? `${query} not exists` : `${query} exists`]
    }
    case 'item member':
      return [`${itemQuery(claim, claim.member, program)} exists`, `${itemQuery(claim, claim.where, program)} ${tested(claim.test, program)}`]
    case 'body':
      return [claim.is === 'empty' ? 'bytes count == 0' : 'jsonpath "$" exists']
    default:
      return claim satisfies never
  }
}

/** Asks for one member of the items that are meant. */
function itemQuery({ at, member, equals }: Extract<Claim, { of: 'item' | 'item member' }>, shown: string, program: Program): string {
  const value = 'value' in equals ? filterValue(equals.value) : `'${referred(equals.as, program, quoted(`"'`))}'`
  const path = `${pathTo(at)}[?@${pathTo(member).slice(1)} == ${value}]${pathTo(shown).slice(1)}`
  return `jsonpath "${path.replace(/["\\](?!u\{)/g, (found) => `\\${found}`)}"`
}

function tested(test: Test, program: Program): string {
  switch (test.is) {
    case 'present':
      return 'exists'
    case 'absent':
      return 'not exists'
    case 'like':
      return `toString matches ${text(test.pattern)}`
    case 'one of': {
      const [only] = test.values
      if (test.values.length === 1 && only !== undefined) return `== ${typeof only === 'string' ? text(only) : JSON.stringify(only)}`
      return `toString matches ${text(`^(${test.values.map((value) => String(value).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`)}`
    }
    case 'none of': {
      const [only] = test.values
      return `!= ${typeof only === 'string' ? text(only) : JSON.stringify(only ?? null)}`
    }
    case 'same':
    case 'other': {
      const { as } = test
      const operator = test.is === 'same' ? '==' : '!='
      if (as.side === 'answer') return `${operator} {{${nameOf(as)}}}`
      const asked = 'json' in as.from ? valueIn(program.steps[as.exchange - 1]?.body, as.from.json) : undefined
      if (asked !== undefined && 'text' in asked) return `${operator} "${templated(asked.text, quoted('"'))}"`
      return `${operator} ${JSON.stringify(asked?.value ?? null)}`
    }
    default:
      return test satisfies never
  }
}

function referred(as: Reference, { steps }: Program, write: (text: string) => string): string {
  if (as.side === 'answer') return `{{${nameOf(as)}}}`
  const asked = 'json' in as.from ? valueIn(steps[as.exchange - 1]?.body, as.from.json) : undefined
  if (asked === undefined) return ''
  return 'text' in asked ? templated(asked.text, write) : JSON.stringify(asked.value)
}

function filterValue(value: string | number | boolean | null): string {
  return typeof value === 'string' ? `'${quoted(`"'`)(value)}'` : JSON.stringify(value)
}

/** A JSONPath (RFC 9535) to the place of a pointer. */
function pathTo(pointer: string): string {
  return `$${pathOf(pointer)
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `['${step.replace(/['\\]/g, '\\$&')}']`))
    .join('')}`
}

function text(value: string): string {
  return `"${quoted('"')(value)}"`
}

/** Text within quotes of Hurl: what ends it, what begins a variable and whatever cannot be seen as escapes. */
function quoted(ends: string): (value: string) => string {
  return (value) =>
    value
      .replaceAll('\\', '\\\\')
      .replaceAll('\n', '\\n')
      .replace(braces, code)
      .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, code)
      .replace(/["'`]/g, (found) => (!ends.includes(found) ? found : ends === found && found !== "'" ? `\\${found}` : code(found)))
}

/** Text outside of quotes: of addresses and header lines. */
function written(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replace(braces, code)
    .replace(/[#\p{C}\p{Zl}\p{Zp}]/gu, code)
}

/** A brace that may begin a variable. */
const braces = /\{(?=\{|$)/g

function code(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
