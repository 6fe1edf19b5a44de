import { header } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { everyAnswer, monitor } from '../../monitor.ts'
import { met, unmet } from '../../need.ts'
import { isOversized } from './oversized.ts'
import { duplicateName } from './json-names.ts'
import { isJson } from '../../../specs/media-type.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Answer, Exchange } from '../../history.ts'
import type { Monitor, Sight } from '../../monitor.ts'
import type { Judgement } from '../../verdict.ts'

export const jsonInteroperable = monitor({
  id: 'content.json-interoperable',
  needs: (reading) => reading.document(),
  judge: (trace, contract) => {
    const see = (isPromised: (status: number) => boolean): Judgement =>
      everyAnswer(trace, (answer, exchange) =>
        isOversized(exchange) ? undefined : interoperable(answer, isPromised(answer.status) && isJsonPromised(contract, exchange, answer.status)),
      )
    const firm = see((status) => status < 400)
    // That a refusal is JSON leans on its envelope, which fewer documents describe.
    return firm.kind === 'broken'
      ? firm
      : leaning(
          see(() => true),
          [contract.behaviour.errors.envelope],
        )
  },
})

export const namesAndTypes = monitor({
  id: 'content.names-and-types',
  needs: (reading) => reading.document(),
  judge: (trace) => everyAnswer(trace, tidy),
})

/** What RFC 9110 section 8.3 and RFC 8259 section 4 ask for with a SHOULD. */
export function tidy(answer: Answer): Sight {
  if (answer.bytes === 0) return undefined
  const named = header(answer, 'content-type')
  if (named === undefined) return { expected: 'a Content-Type with the content', actual: `${answer.bytes} bytes and no Content-Type` }
  if (!isJson(named) || answer.json === undefined) return undefined
  const twice = duplicateName(answer.body)
  return twice === undefined ? 'kept' : { expected: 'names that are unique in their object', actual: `the name "${twice}" twice in one object` }
}

/** What an answer with content shows. `promised`: the document declares JSON for it. */
export function interoperable(answer: Answer, promised: boolean): Sight {
  if (answer.bytes === 0) return undefined
  const named = header(answer, 'content-type')
  if (named === undefined) return undefined
  if (!isJson(named)) return promised ? { expected: 'a JSON media type, as the document declares', actual: `Content-Type: ${named}` } : undefined
  if (!answer.utf8) return { expected: 'JSON in UTF-8', actual: 'bytes that are not UTF-8' }
  if (answer.body.startsWith('\uFEFF')) return { expected: 'JSON without a byte order mark', actual: 'a byte order mark before the text' }
  return answer.json === undefined ? { expected: 'a JSON text', actual: `a text that is not JSON: ${answer.body.slice(0, 40)}` } : 'kept'
}

function isJsonPromised(contract: Contract, { operation, request }: Exchange, status: number): boolean {
  const found = operation === undefined ? undefined : contract.operations.get(operation)
  const declared = found?.method === request.method ? found.responses.get(status)?.mediaType : undefined
  return declared !== undefined && status < 500 && isJson(declared)
}

export const noContentIsEmpty = monitor({
  id: 'content.204-empty',
  // Each type has a tour of its own, and what has nothing to answer with is seldom the primary one.
  each: 'resource',
  needs: (reading) => {
    const document = reading.document()
    if (document.kind === 'unmet') return document
    const own = [...document.value.operations.values()].filter(({ behaviour }) => behaviour?.resource === reading.resource)
    const ids = new Set(own.map(({ id }) => id))
    return own.some(({ responses }) => responses.has(204)) ? met(ids) : unmet(`nothing about a ${reading.resource} is answered with 204`)
  },
  judge: (trace, own) => everyAnswer(trace, (answer, { operation = '' }) => (own.has(operation) ? emptiness(answer) : undefined)),
})

/** `Content-Length: 0` is wrong too, but nobody is hurt by it, and many servers send it. */
export function emptiness(answer: Answer): Sight {
  if (answer.status !== 204) return undefined
  const coding = header(answer, 'transfer-encoding')
  if (coding !== undefined) return { expected: 'a 204 without Transfer-Encoding', actual: `Transfer-Encoding: ${coding}` }
  const length = header(answer, 'content-length') ?? '0'
  if (length !== '0') return { expected: 'a 204 without content', actual: `Content-Length: ${length}` }
  return answer.bytes === 0 ? 'kept' : { expected: 'a 204 without content', actual: `${answer.bytes} bytes of content` }
}

export const dates = monitor({
  id: 'content.dates',
  needs: (reading) => reading.document(),
  judge: (trace) => everyAnswer(trace, dated),
})

/** Fields whose value is a date, beside Date itself. Retry-After may also be a number, and Expires is often `0` or `-1`. */
const dateFields = ['expires', 'last-modified', 'sunset', 'retry-after']

/** What an answer shows of its dates. Nothing is compared with our own clock: it may be the one that is wrong. */
export function dated(answer: Answer): Sight {
  const lines = answer.headers.filter(([name]) => name === 'date')
  const owed = answer.status < 500
  if (owed && lines.length !== 1) return { expected: 'one Date', actual: lines.length === 0 ? 'no Date' : `${lines.length} lines of Date` }
  for (const [name, value] of answer.headers) {
    const isDate = name === 'date' || (dateFields.includes(name) && !/^-?\d+$/.test(value))
    if (isDate && !isImfFixdate(value)) return { expected: 'an IMF-fixdate in GMT', actual: `${name}: ${value}` }
  }
  return 'kept'
}

/** RFC 9110 section 5.6.7: the form, an instant that exists, and its own day of the week. */
export function isImfFixdate(value: string): boolean {
  const whole = value.replace(/:60 GMT$/, ':59 GMT')
  const instant = Date.parse(whole)
  return !Number.isNaN(instant) && new Date(instant).toUTCString() === whole
}

export const wireMonitors: readonly Monitor[] = [jsonInteroperable, namesAndTypes, noContentIsEmpty, dates]
