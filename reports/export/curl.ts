import type { Claim, Reference, Test } from '../../conformance/runnable/assertion.ts'
import { steps as pathOf } from '../../specs/json.ts'
import { quoted } from '../curl.ts'
import { holdsHidden, oneLine, replaceHidden } from '../visible.ts'
import { patience, type Program, type Step, type Template, type Variable } from './program.ts'
import { shellParts } from './shell.ts'
import { headOf, sentenceOf, variableLines } from './wording.ts'

/** A script for bash that sends what shows the finding, and ends with 0 where the promise is kept, 1 where it is broken, 2 where that cannot be told. */
export function curlScript(program: Program): string {
  return [
    '#!/usr/bin/env bash',
    ...headOf(program).map((line) => `# ${line}`),
    '#',
    '# Takes bash, curl and jq. Exit code: 0 the promise is kept, 1 it is broken, 2 it could not be told. Variables of the environment:',
    ...variableLines(program).map((line) => `#   ${line}`),
    `# The suite itself looks again with: ${oneLine(program.replay)}`,
    'set -u',
    '',
    shellParts,
    '',
    `[ -n "\${ENDPOINT:-}" ] || ENDPOINT=${quoted(program.endpoint)}`,
    ...program.variables.flatMap(assigned),
    ...program.steps.flatMap((step) => ['', ...stepLines(step)]),
    '',
    ...program.asserts.map((claim) => `${condition(claim)} || broken ${quoted(sentenceOf(claim))}`),
    `printf 'Kept.\\n'`,
    '',
  ].join('\n')
}

function assigned({ name, kind, value, about }: Variable): readonly string[] {
  if (kind === 'secret') return [`[ -n "\${${name}:-}" ] || undecided ${quoted(`set ${name}: ${about}`)}`]
  if (kind === 'given') return [`[ -n "\${${name}:-}" ] || ${name}=${quoted(value ?? '')}`]
  if (kind === 'fresh') return [`${name}=\${${name}:-$(LC_ALL=C tr -dc a-z0-9 </dev/urandom | head -c 6)}`]
  return []
}

function stepLines(step: Step): readonly string[] {
  const { number, label, until, isHoped, status, captures } = step
  const call = sending(step)
  return [
    `# ${number}: ${oneLine(label)}`,
    ...(step.pause === undefined ? [] : [`pass ${step.pause}`]),
    ...(step.body ? [`${written(step.body)} >"$work/${number}.sent"`] : []),
    ...(until
      ? [
          `for attempt in $(seq ${patience.attempts}); do`,
          `  ${call.replaceAll('\n', '\n  ')}`,
          `  ${until.map(condition).join(' && ')} && break`,
          ...(isHoped ? [] : [`  [ "$attempt" -lt ${patience.attempts} ] || undecided ${quoted(`step ${number} waits for what does not come`)}`]),
          `  sleep "\${PAUSE:-${patience.seconds}}"`,
          'done',
        ]
      : [call]),
    ...(status
      ? [`case $(status ${number}) in ${status[0]}??) ;; *) undecided "step ${number} got status $(status ${number}), and the rest takes ${status}" ;; esac`]
      : []),
    ...captures.map(({ variable, from }) => {
      const value = 'header' in from ? `header ${number} ${quoted(from.header)}` : `string ${number} body ${path(from.json)}`
      return `${variable}=$(${value}) || undecided ${quoted(`step ${number} does not tell ${variable}`)}`
    }),
  ]
}

function sending({ number, method, target, headers, body }: Step): string {
  const named = new Set(headers.map(([name]) => name.toLowerCase()))
  const bare = ['accept', ...(body ? ['content-type'] : [])].filter((name) => !named.has(name)).map((name) => `-H '${name}:'`)
  const lines = headers.map(([name, value]) => (value.length === 0 ? `-H ${quoted(`${name};`)}` : `-H ${word([`${name}: `, ...value], 'plain')}`))
  const verb = method === 'HEAD' && !body ? '--head' : method === 'GET' && !body ? '' : `-X ${quoted(method)}`
  const isPath = typeof target[0] !== 'string' || target[0].startsWith('/')
  const url = isPath ? `"$ENDPOINT"${word(target, 'uri')}` : `--request-target ${word(target, 'uri')} "$ENDPOINT"`
  return [`send ${number} ${verb === '' ? '' : `${verb} `}${url}`, ...lines, ...bare, ...(body ? [`--data-binary @"$work/${number}.sent"`] : [])].join(
    ' \\\n  ',
  )
}

/** One word of the shell. */
function word(template: Template, form: 'plain' | 'uri'): string {
  const joined = template.reduce<Template>((parts, part) => {
    const last = parts.at(-1)
    return typeof part === 'string' && typeof last === 'string' ? [...parts.slice(0, -1), last + part] : [...parts, part]
  }, [])
  return joined.map((part) => (typeof part === 'string' ? quoted(part) : form === 'uri' ? `"$(uri "$${part.variable}")"` : `"$${part.variable}"`)).join('')
}

/** Commands that write a body, byte for byte: a variable of the shell would lose some. */
function written(template: Template): string {
  const parts = template.map((part) => (typeof part === 'string' ? printed(part) : `text "$${part.variable}"`))
  return parts.length === 1 ? (parts[0] ?? '') : `{ ${parts.length === 0 ? ':' : parts.join('; ')}; }`
}

function printed(text: string): string {
  if (!holdsHidden(text)) return `printf '%s' ${quoted(text)}`
  const octal = replaceHidden(text.replaceAll('\\', '\\\\'), (character) =>
    [...new TextEncoder().encode(character)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join(''),
  )
  return `printf '%b' ${quoted(octal)}`
}

function condition(claim: Claim): string {
  const { exchange } = claim
  switch (claim.of) {
    case 'status': {
      const patterns = claim.statuses.map((status) => (typeof status === 'number' ? String(status) : `${status[0]}??`))
      return `(case $(status ${exchange}) in ${patterns.join(' | ')}) ;; *) exit 1 ;; esac)`
    }
    case 'header':
      return tested(`header ${exchange} ${quoted(claim.name)}`, claim.test, 'header')
    case 'json':
      return tested(`json ${exchange} body ${path(claim.at)}`, claim.test, 'json')
    case 'item': {
      const count = `"$(count ${exchange} ${path(claim.at)} ${path(claim.member)} ${wanted(claim)})"`
      return claim.times === 'some' ? `[ ${count} -gt 0 ]` : `[ ${count} = ${claim.times} ]`
    }
    case 'item member': {
      // The item is looked at as if it were the answer to a step of its own.
      const item = `${exchange}.item`
      return `{ pick ${exchange} ${path(claim.at)} ${path(claim.member)} ${wanted(claim)} && ${tested(`json ${item} body ${path(claim.where)}`, claim.test, 'json')}; }`
    }
    case 'body':
      return claim.is === 'empty' ? `[ ! -s "$work/${exchange}.body" ]` : `is_json ${exchange}`
    default:
      return claim satisfies never
  }
}

function tested(found: string, test: Test, kind: 'header' | 'json'): string {
  const there = kind === 'header' ? `${found} >/dev/null` : `[ -n "$(${found})" ]`
  switch (test.is) {
    case 'present':
      return there
    case 'absent':
      return `! ${there}`
    case 'like':
      return `(re=${quoted(test.pattern)}; [[ "$(${found}${kind === 'json' ? ` | jq -r 'scalars'` : ''})" =~ $re ]])`
    case 'one of':
      return `(case "$(${found})" in ${test.values.map((value) => quoted(kind === 'json' ? JSON.stringify(value) : String(value))).join(' | ')}) ;; *) exit 1 ;; esac)`
    case 'none of':
      return `! ${tested(found, { is: 'one of', values: test.values }, kind)}`
    case 'same':
    case 'other':
      return `{ ${there} && [ "$(${found})" ${test.is === 'same' ? '=' : '!='} "$(${reference(test.as)})" ]; }`
    default:
      return test satisfies never
  }
}

/** What an item is known by, as JSON. */
function wanted({ equals }: Extract<Claim, { of: 'item' | 'item member' }>): string {
  return 'value' in equals ? quoted(JSON.stringify(equals.value)) : `"$(${reference(equals.as)})"`
}

function reference({ exchange, side, from }: Reference): string {
  return 'header' in from ? `header ${exchange} ${quoted(from.header)}` : `json ${exchange} ${side === 'request' ? 'sent' : 'body'} ${path(from.json)}`
}

function path(pointer: string): string {
  return quoted(JSON.stringify(pathOf(pointer)))
}
