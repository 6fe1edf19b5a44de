import type { CheckFinished } from '../events.ts'
import type { Driven, EvidenceRecord } from '../evidence.ts'
import type { Exchange } from '../history.ts'
import type { Json } from '../../specs/json.ts'

/** What one run saw: its evidence, and how its checks ended. */
export interface Side {
  readonly records: readonly EvidenceRecord[]
  readonly finished: readonly CheckFinished[]
}

/** One scenario of a check, with the exchanges that its judge was given. */
export interface Scene {
  readonly check: string
  readonly resource: string
  readonly scenario: Json
  readonly exchanges: readonly Exchange[]
}

/**
 * The scenarios of a run by what tells each from all others: check, resource type and what was drawn. Those that were sent once more to
 * confirm a finding are left out, and those that came to grief: what they did not send says nothing.
 */
export function scenesOf({ records }: Side): ReadonlyMap<string, Scene> {
  const sent = new Map<number, Exchange>()
  const scenes = new Map<string, Scene>()
  for (const record of records) {
    if (record.kind === 'sent') sent.set(record.exchange.number, record.exchange)
    if (record.kind !== 'driven' || record.again) continue
    const { check, resource, scenario } = record
    scenes.set(JSON.stringify([check, resource, scenario]), { check, resource, scenario, exchanges: exchangesOf(record, sent) })
  }
  return scenes
}

function exchangesOf({ history }: Driven, sent: ReadonlyMap<number, Exchange>): readonly Exchange[] {
  return history.flatMap((one) => (typeof one === 'number' ? (sent.get(one) ?? []) : [one]))
}

/** Values that were known before anything was made: what has them in its address was not made by the run. */
export function givenIn({ records }: Side): ReadonlySet<string> {
  return new Set(records.flatMap((record) => (record.kind === 'knew' ? [...Object.values(record.known), ...Object.values(record.othersKnown)] : [])))
}
