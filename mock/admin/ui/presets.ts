import type { JsonObject } from '../../../specs/json.ts'
import type { Plan } from '../../faults/plan.ts'
import type { Fields } from './deeds.ts'

/** A fault to choose, by its name. */
interface Preset {
  readonly label: string
  readonly do: JsonObject
}

export const presets: Readonly<Record<string, Preset>> = {
  unavailable: { label: '503, in the words of the vendor', do: { status: 503 } },
  throttled: { label: '429, retry after 2 seconds', do: { status: 429, retryAfterSeconds: 2 } },
  'failed-but-done': { label: '500, though it was done', do: { status: 500, performed: true } },
  slow: { label: 'An answer after 2 seconds', do: { latency: 2000 } },
  trickle: { label: 'A body that trickles in for 2 seconds', do: { slow: { overMs: 2000 } } },
  reset: { label: 'Connection reset, nothing done', do: { reset: 'before' } },
  'reset-after': { label: 'Connection reset, though it was done', do: { reset: 'after' } },
  empty: { label: 'Connection closed without an answer', do: { empty: 'before' } },
  truncated: { label: 'Half of the body', do: { truncate: 0.5 } },
  stale: { label: 'Reads that lag 2 writes behind', do: { stale: { get: { writes: 2 }, list: { writes: 2 } } } },
  failure: { label: 'A lifecycle that fails', do: { lifecycle: {} } },
}

/** How often it strikes. */
export const turns: Readonly<Record<string, { readonly label: string; readonly when: JsonObject }>> = {
  always: { label: 'every time', when: {} },
  once: { label: 'once', when: { times: 1 } },
  third: { label: 'every third time', when: { every: 3 } },
  half: { label: 'half of the time, by the seed', when: { probability: 0.5 } },
}

/** What was chosen, as the management interface takes it. */
export function faultOf({ preset = '', operation = '', turn = '' }: Fields, plan: Plan): JsonObject {
  const when = { ...targetOf(operation), ...(Object.hasOwn(turns, turn) ? turns[turn]?.when : {}) }
  return {
    id: unused(preset, plan),
    ...(Object.keys(when).length > 0 && { when }),
    do: (Object.hasOwn(presets, preset) ? presets[preset]?.do : undefined) ?? {},
  }
}

/** `provider/operationId`, or nothing for all operations. */
function targetOf(text: string): JsonObject {
  const end = text.indexOf('/')
  return end < 0 ? {} : { provider: text.slice(0, end), operation: text.slice(end + 1) }
}

function unused(preset: string, plan: Plan): string {
  const free = (count: number): string => {
    const id = count === 1 ? preset : `${preset}-${count}`
    return plan.some((fault) => fault.id === id) ? free(count + 1) : id
  }
  return free(1)
}
