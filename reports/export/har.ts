import type { Printed } from '../evidence.ts'
import { escaped, replaceHidden } from '../visible.ts'
import { ENDPOINT, type Program, type Step, type Template } from './program.ts'
import { headOf } from './wording.ts'

/** What of a HAR file (http://www.softwareishard.com/blog/har-12-spec/) a replay takes; members of our own begin with `_`, as that page wants. */
export interface ExportedHar {
  readonly log: {
    readonly version: '1.2'
    readonly creator: { readonly name: string; readonly version: string }
    readonly comment: string
    readonly entries: readonly ExportedEntry[]
    readonly _variables: Program['variables']
    readonly _asserts: Program['asserts']
    readonly _replay: string
  }
}

export interface ExportedEntry {
  readonly startedDateTime: string
  readonly time: number
  readonly request: {
    readonly method: string
    readonly url: string
    readonly httpVersion: string
    readonly cookies: readonly never[]
    readonly headers: readonly { readonly name: string; readonly value: string }[]
    readonly queryString: readonly { readonly name: string; readonly value: string }[]
    readonly postData?: { readonly mimeType: string; readonly text: string }
    readonly headersSize: -1
    readonly bodySize: -1
  }
  readonly response: Readonly<Record<string, unknown>>
  readonly cache: Readonly<Record<string, never>>
  readonly timings: { readonly send: 0; readonly wait: 0; readonly receive: 0 }
  readonly comment: string
  readonly _pause?: Step['pause']
  readonly _captures: Step['captures']
  readonly _until?: Step['until']
  readonly _isHoped?: Step['isHoped']
  readonly _status?: Step['status']
}

/** Opens braces that are no variable. */
const OPEN = 'OPEN_BRACES'

/**
 * A HAR file of the requests, with the variables in double braces, as most tools that import one read them. Captures, waits and
 * assertions, of which HAR knows nothing, stand beside them for whoever reads them. The answers are those that were found.
 */
export function harFile(program: Program, found: { readonly exchanges: readonly Printed[]; readonly suite: string; readonly at: string }): string {
  const har: ExportedHar = {
    log: {
      version: '1.2',
      creator: { name: 'clusterproof', version: found.suite },
      comment: headOf(program).join('\n'),
      entries: program.steps.map((step, index) => entry(step, found.exchanges[index], found.at)),
      _variables: [
        { name: ENDPOINT, about: 'where the API is', kind: 'given', value: program.endpoint },
        ...program.variables,
        { name: OPEN, about: 'braces that begin no variable', kind: 'literal', value: '{{' },
      ],
      _asserts: program.asserts,
      _replay: program.replay,
    },
  }
  return `${replaceHidden(JSON.stringify(har, undefined, 2), escaped)}\n`
}

function entry(step: Step, exchange: Printed | undefined, at: string): ExportedEntry {
  const target = braced(step.target)
  const query = target.includes('?') ? target.slice(target.indexOf('?') + 1) : ''
  const mimeType = step.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  return {
    startedDateTime: at,
    time: 0,
    request: {
      method: step.method,
      url: `{{${ENDPOINT}}}${target}`,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: step.headers.map(([name, value]) => ({ name, value: braced(value) })),
      queryString:
        query === ''
          ? []
          : query.split('&').map((pair) => ({ name: pair.split('=')[0] ?? '', value: pair.includes('=') ? pair.slice(pair.indexOf('=') + 1) : '' })),
      ...(step.body && { postData: { mimeType: mimeType === undefined ? '' : braced(mimeType), text: braced(step.body) } }),
      headersSize: -1,
      bodySize: -1,
    },
    response: answer(exchange),
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
    comment: `${step.number}: ${step.label}`,
    ...(step.pause !== undefined && { _pause: step.pause }),
    _captures: step.captures,
    ...(step.until && { _until: step.until }),
    ...(step.isHoped && { _isHoped: step.isHoped }),
    ...(step.status && { _status: step.status }),
  }
}

function answer(exchange: Printed | undefined): Readonly<Record<string, unknown>> {
  const response = exchange?.outcome.kind === 'answered' ? exchange.outcome.response : { status: 0, headers: [], body: '', bytes: 0 }
  const mimeType = response.headers.find(([name]) => name === 'content-type')?.[1] ?? ''
  return {
    status: response.status,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: response.headers.map(([name, value]) => ({ name, value })),
    content: { size: response.bytes, mimeType, text: response.body },
    redirectURL: response.headers.find(([name]) => name === 'location')?.[1] ?? '',
    headersSize: -1,
    bodySize: response.bytes,
  }
}

function braced(template: Template): string {
  return template.map((part) => (typeof part === 'string' ? part.replaceAll('{{', `{{${OPEN}}}`) : `{{${part.variable}}}`)).join('')
}

/** The texts and variables that a text with double braces stands for. */
export function unbraced(text: string): Template {
  return text
    .split(/(\{\{[A-Z][A-Z0-9_]*\}\})/)
    .flatMap((part): Template => (part === '' ? [] : part.startsWith('{{') && part.endsWith('}}') ? [{ variable: part.slice(2, -2) }] : [part]))
}
