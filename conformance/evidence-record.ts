import { EVIDENCE } from './evidence.ts'
import { isObject } from '../specs/json.ts'
import type { EvidenceRecord } from './evidence.ts'

/** What one line of evidence turned out to be. */
export type Line = { readonly kind: 'record'; readonly record: EvidenceRecord } | { readonly kind: 'unreadable'; readonly because: string }

/** Reads one line of evidence, which anybody may have written. */
export function recordIn(line: string): Line {
  const value = parsed(line)
  if (value === undefined) return { kind: 'unreadable', because: 'it is not JSON' }
  if (!isObject(value) || typeof value['kind'] !== 'string') return { kind: 'unreadable', because: 'it is no record of evidence' }
  if (value['kind'] === 'began' && value['evidence'] !== EVIDENCE) {
    const found = JSON.stringify(value['evidence'] ?? null)
    return { kind: 'unreadable', because: `it is evidence of version ${found}, and this suite reads version ${EVIDENCE}` }
  }
  if (isRecord(value)) return { kind: 'record', record: value }
  return { kind: 'unreadable', because: `it is no ${JSON.stringify(value['kind'])} record as this suite writes it` }
}

/** What JSON has parsed; null stands for itself. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

type Members = Readonly<Record<string, unknown>>

function isRecord(value: Members): value is Members & EvidenceRecord {
  switch (value['kind']) {
    case 'began':
      return isStart(value['started']) && isObject(value['selection']) && isOffer(value['offer'])
    case 'knew':
      return ['known', 'othersKnown'].every((name) => isTexts(value[name])) && ['shown', 'othersShown'].every((name) => isObject(value[name]))
    case 'sent':
      return isExchange(value['exchange'])
    case 'driven':
      return (
        isNamed(value) &&
        value['scenario'] !== undefined &&
        isArrayOf(value['history'], (one) => typeof one === 'number' || isExchange(one)) &&
        isTrouble(value)
      )
    case 'ended':
      return isNamed(value) && typeof value['requests'] === 'number' && isTrouble(value)
    case 'over':
      return optional(value['cleanup'], isCleanup) && optional(value['finished'], (one) => typeof one['requests'] === 'number')
    default:
      return false
  }
}

function isStart(value: unknown): boolean {
  if (!isObject(value) || !isObject(value['provider'])) return false
  const texts = [value['provider']['id'], value['provider']['title'], value['suite'], value['contract'], value['target'], value['at']]
  return texts.every((text) => typeof text === 'string') && typeof value['seed'] === 'number' && typeof value['checks'] === 'number'
}

function isOffer(value: unknown): boolean {
  return isObject(value) && ['principals', 'costs'].every((name) => isArrayOf(value[name], isText)) && isTexts(value['params']) && isTexts(value['otherParams'])
}

function isExchange(value: unknown): boolean {
  if (!isObject(value) || !isObject(value['request']) || !isObject(value['outcome'])) return false
  const { label, number, principal, sent, received, request, outcome } = value
  if (!isText(label) || !isText(principal) || ![number, sent, received].every((one) => typeof one === 'number')) return false
  return isRequest(request) && (outcome['kind'] === 'lost' ? isText(outcome['reason']) : outcome['kind'] === 'answered' && isAnswer(outcome['response']))
}

function isRequest(value: unknown): boolean {
  return isObject(value) && isText(value['method']) && isText(value['target']) && isArrayOf(value['headers'], isPair)
}

function isAnswer(value: unknown): boolean {
  return isObject(value) && typeof value['status'] === 'number' && isText(value['body']) && isArrayOf(value['headers'], isPair)
}

function isCleanup(value: Members): boolean {
  return typeof value['created'] === 'number' && typeof value['deleted'] === 'number' && isArrayOf(value['left'], isText)
}

function isNamed(value: Members): boolean {
  return isText(value['check']) && isText(value['resource'])
}

function isTrouble({ trouble }: Members): boolean {
  return optional(trouble, ({ kind, verdict, because }) => kind === 'trouble' && isText(verdict) && isText(because))
}

function optional(value: unknown, is: (members: Members) => boolean): boolean {
  return value === undefined || (isObject(value) && is(value))
}

function isTexts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isText)
}

function isArrayOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is)
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isText)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
