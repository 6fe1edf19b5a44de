import { isObject } from '../specs/json.ts'
import type { Json } from '../specs/json.ts'

/** The first line of a ledger: all that is needed to sweep, but for the tokens. Those are named by their variables. */
export interface LedgerHeader {
  readonly record: 'run'
  /** Version of this form. */
  readonly ledger: 1
  /** Names of what the run made hold it. */
  readonly run: string
  readonly at: string
  readonly suite: string
  /** A built-in provider, or a folder. */
  readonly provider: string
  /** SHA-256 of the contract, hex. */
  readonly contract: string
  readonly wire: 'rest' | 'connect'
  /** Origin, with a path prefix where there is one. */
  readonly target: string
  readonly seed: number
  readonly tokenEnv: string
  readonly readonlyTokenEnv?: string
  readonly secondTokenEnv?: string
  readonly param?: Readonly<Record<string, string>>
  readonly secondParam?: Readonly<Record<string, string>>
  readonly targetClock?: number
  readonly pid: number
  readonly host: string
}

/** The header that a first line holds; undefined where it holds none. */
export function headerIn(json: Json | undefined): LedgerHeader | undefined {
  if (!isObject(json) || json['record'] !== 'run' || json['ledger'] !== 1) return undefined
  const { run, at, suite, provider, contract, wire, target, seed, tokenEnv, pid, host } = json
  const texts = [run, at, suite, provider, contract, target, tokenEnv, host]
  if (!areTexts(texts) || (wire !== 'rest' && wire !== 'connect') || typeof seed !== 'number' || typeof pid !== 'number') return undefined
  const [runId = '', began = '', version = '', named = '', hash = '', address = '', variable = '', machine = ''] = texts
  if (!URL.canParse(address)) return undefined
  const { readonlyTokenEnv, secondTokenEnv, param, secondParam, targetClock } = json
  return {
    record: 'run',
    ledger: 1,
    run: runId,
    at: began,
    suite: version,
    provider: named,
    contract: hash,
    wire,
    target: address,
    seed,
    tokenEnv: variable,
    ...(typeof readonlyTokenEnv === 'string' && { readonlyTokenEnv }),
    ...(typeof secondTokenEnv === 'string' && { secondTokenEnv }),
    ...(isTexts(param) && { param }),
    ...(isTexts(secondParam) && { secondParam }),
    ...(typeof targetClock === 'number' && { targetClock }),
    pid,
    host: machine,
  }
}

function areTexts(values: readonly (Json | undefined)[]): values is readonly string[] {
  return values.every((value) => typeof value === 'string')
}

function isTexts(value: Json | undefined): value is Readonly<Record<string, string>> {
  return isObject(value) && areTexts(Object.values(value))
}
