import type { Report } from './report.ts'

type Members = Readonly<Record<string, unknown>>

/** The report that a file holds; undefined where it is none of this version. */
export function reportIn(value: unknown): Report | undefined {
  return isReport(value) ? value : undefined
}

function isReport(value: unknown): value is Report {
  if (!isMembers(value) || value['report'] !== 1) return false
  const texts = ['suite', 'contract', 'target', 'at', 'result'].every((name) => isText(value[name]))
  const numbers = ['seed', 'planned', 'requests'].every((name) => typeof value[name] === 'number')
  const parts =
    isMembers(value['provider']) && isText(value['provider']['id']) && isOptional(value['shard'], isShard) && isOptional(value['cleanup'], isCleanup)
  return texts && numbers && parts && isTarget(value['target']) && Array.isArray(value['checks']) && value['checks'].every(isCheck)
}

/** What commands and addresses are made of. */
function isTarget(value: unknown): boolean {
  return value === 'mock' || (isText(value) && /^https?:$/.test(protocolOf(String(value))))
}

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : ''
}

function isShard(value: Members): boolean {
  return ['index', 'of', 'whole'].every((name) => Number.isInteger(value[name])) && isText(value['plan'])
}

function isCleanup(value: Members): boolean {
  const counted = ['created', 'deleted', 'handedOver'].every((name) => typeof value[name] === 'number')
  return counted && Array.isArray(value['left']) && value['left'].every(isText)
}

function isCheck(value: unknown): boolean {
  if (!isMembers(value) || !['check', 'family', 'basis', 'verdict'].every((name) => isText(value[name]))) return false
  const counted = typeof value['scenarios'] === 'number' && typeof value['requests'] === 'number'
  return counted && isMembers(value['requirement']) && isOptional(value['finding'], (finding) => Array.isArray(finding['evidence']))
}

function isOptional(value: unknown, is: (members: Members) => boolean): boolean {
  return value === undefined || (isMembers(value) && is(value))
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
