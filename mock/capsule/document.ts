import { createHash } from 'node:crypto'
import type { Contract } from '../../specs/contract.ts'
import { isPlan } from '../faults/read.ts'
import type { Plan } from '../faults/plan.ts'
import type { Settings } from '../settings.ts'
import { areHashes } from '../state/document.ts'
import { isRecord, isSettings } from '../state/shapes.ts'
import type { Answer, Exchange } from './tape.ts'
import { objectIn } from '../state/written.ts'

/** What a capsule says first; the number grows where older programs could not read it any more. */
const FORMAT = 'clusterproof-capsule/1'

/** How a mock began whose clock stood still. */
export interface Beginning {
  readonly seed: number
  /** What every clock showed at first: milliseconds since 1970. */
  readonly at: number
  readonly settings: Settings
  readonly faults: Plan
  readonly journalSize: number
  readonly maxWorlds: number
  /** The worlds that it began with: a document of them. */
  readonly state?: string
}

/** All that it takes to have the same answers once more. */
export interface Capsule {
  /** Hashes of the contracts by their ids, in the order in which they were served. */
  readonly contracts: Readonly<Record<string, string>>
  readonly begin: Beginning
  readonly exchanges: readonly Exchange[]
}

/** A capsule as JSON, an exchange a line. Credentials that no mock has given are replaced: they may be somebody's. */
export function sealed({ contracts, begin, exchanges }: Capsule, served: readonly Contract[]): string {
  const isGiven = givenBy(served, exchanges)
  const lines = exchanges.map((exchange) => JSON.stringify(withoutStrange(exchange, isGiven)))
  const head = [`"format":${JSON.stringify(FORMAT)}`, `"contracts":${JSON.stringify(contracts)}`, `"begin":${JSON.stringify(begin)}`]
  return `{${head.join(',\n')},\n"exchanges":[\n${lines.join(',\n')}\n]}\n`
}

/** Tells whether a token is a sample of the contracts, or stood in an answer. */
function givenBy(contracts: readonly Contract[], exchanges: readonly Exchange[]): (token: string) => boolean {
  const samples = contracts.map(({ behaviour }) => JSON.stringify(behaviour.seed))
  const answers = exchanges.map(({ answer }) => Buffer.from(answer?.body ?? '', 'base64').toString())
  const all = [...samples, ...answers].join('\n')
  return (token) => all.includes(token)
}

const credentials: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-api-key'])

function withoutStrange(exchange: Exchange, isGiven: (token: string) => boolean): Exchange {
  const safe = (word: string): string => (isGiven(word) ? word : `redacted-${createHash('sha256').update(word).digest('hex').slice(0, 16)}`)
  return {
    ...exchange,
    target: exchange.target.replaceAll(
      /([?&][^=&]*(?:token|key|secret|password)[^=&]*=)([^&]+)/gi,
      (_, name: string, value: string) => `${name}${safe(value)}`,
    ),
    // The scheme stands before a token: of a field with one word alone, that word may be the token.
    headers: exchange.headers.map(([name, value]) => [name, credentials.has(name.toLowerCase()) ? value.replaceAll(/(?<=\s)\S+|^\S+$/g, safe) : value]),
  }
}

/**
 * Reads a capsule.
 *
 * @throws RangeError where it is not one, or was written by a later program.
 */
export function opened(text: string): Capsule {
  const { format, contracts, begin, exchanges } = objectIn(text, failure)
  if (format !== FORMAT) throw failure(`its "format" is ${format === undefined ? 'missing' : JSON.stringify(format)}. This program reads "${FORMAT}".`)
  if (!areHashes(contracts)) throw failure('"contracts" has to name hashes.')
  if (!isBeginning(begin)) throw failure('"begin" does not say how the mock began.')
  if (!Array.isArray(exchanges)) throw failure('"exchanges" has to be a list.')
  const wrong = exchanges.findIndex((exchange: unknown) => !isExchange(exchange))
  if (wrong >= 0) throw failure(`exchanges[${wrong}] is none.`)
  return { contracts, begin, exchanges: exchanges.filter(isExchange) }
}

function isBeginning(value: unknown): value is Beginning {
  return (
    isRecord(value) &&
    ['seed', 'at', 'journalSize', 'maxWorlds'].every((name) => Number.isFinite(value[name])) &&
    isSettings(value['settings']) &&
    isPlan(value['faults']) &&
    ['undefined', 'string'].includes(typeof value['state'])
  )
}

function isExchange(value: unknown): value is Exchange {
  if (!isRecord(value)) return false
  const { target } = value
  return (
    typeof target === 'string' &&
    target.startsWith('/') &&
    ['method', 'source'].every((name) => typeof value[name] === 'string') &&
    areLines(value['headers']) &&
    ['undefined', 'string'].includes(typeof value['body']) &&
    Number.isInteger(value['answeredAfter']) &&
    (value['answer'] === undefined || isAnswer(value['answer']))
  )
}

function isAnswer(value: unknown): value is Answer {
  return isRecord(value) && Number.isInteger(value['status']) && areLines(value['headers']) && typeof value['body'] === 'string'
}

function areLines(value: unknown): boolean {
  return Array.isArray(value) && value.every((line: unknown) => Array.isArray(line) && line.length === 2 && line.every((part) => typeof part === 'string'))
}

function failure(detail: string): RangeError {
  return new RangeError(`Failed to open the capsule: ${detail}`)
}
