import type { Quantity } from '../specs/behaviour.ts'
import { toNano } from '../specs/formats.ts'
import { at, type JsonObject } from '../specs/json.ts'
import type { Refused } from './refuse.ts'

/** Amounts that are Kubernetes quantities but not ones the contract admits: too small, or without a unit where one is required. */
export function quantityRefusal(body: JsonObject, rules: Readonly<Record<string, Quantity>>): Refused | undefined {
  for (const [where, rule] of Object.entries(rules)) {
    const sent = at(body, where)
    if (typeof sent !== 'string') continue
    if (rule.suffix === 'required' && !/[A-Za-z]$/.test(sent)) return broken(where, 'must include a unit suffix')
    if (rule.minimum !== undefined && isBelow(sent, rule.minimum)) return broken(where, `must be at least ${rule.minimum}`)
  }
  return undefined
}

function broken(where: string, how: string): Refused {
  return { refusal: 'rule-broken', detail: `${where.slice(1).replaceAll('/', '.')} ${how}` }
}

function isBelow(sent: string, minimum: string): boolean {
  const [amount, least] = [toNano(sent), toNano(minimum)]
  return amount !== undefined && least !== undefined && amount < least
}
