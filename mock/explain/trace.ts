import type { Stage } from '../../specs/behaviour.ts'
import { at, type Json } from '../../specs/json.ts'
import type { Call, Outcome } from '../call.ts'
import type { Caller, Context } from '../context.ts'
import type { Standing } from '../lifecycle.ts'
import { concluded, endOf } from '../long-running.ts'
import { after } from '../overlay.ts'
import type { Resource } from '../record.ts'
import type { Refused } from '../refuse.ts'
import type { Settings } from '../settings.ts'
import type { Difference } from './difference.ts'

/**
 * What one call met on its way through the mock. Only what was found anyway: nothing is worked out or put into words before
 * somebody asks. It holds no body and no token, and of the resources none that is not kept anyway.
 */
export interface Trace {
  /** What answered: a stage that refused or had an answer already, the operation's action, or what comes before all stages. */
  readonly by: Stage | 'action' | 'route' | 'protocol'
  readonly refused: Refused | undefined
  readonly seen: Seen | undefined
  /** What the rate limit said, where one is in force. */
  readonly limit: { readonly budget: Call['budget']; readonly retryAfterSeconds: number | undefined } | undefined
  /** When the call came, where it waited for its answer; milliseconds since 1970. */
  readonly arrived: number | undefined
  /** What was done. Absent where nothing was. */
  readonly differences: readonly Difference[] | undefined
}

/** The facts of a call that led to an operation. */
export interface Seen {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, Json>>
  readonly settings: Settings
  readonly caller: Caller | undefined
  /** The addressed resource, as it was found. */
  readonly address: readonly string[] | undefined
  readonly standing: Standing | undefined
  /** What a condition was compared with. */
  readonly compared: Context['compared']
  /** True where a key was sent that nothing was remembered of. */
  readonly keyed: boolean
  /** Where the next page begins, as it was told. */
  readonly next: string | undefined
}

/** The outcome with what the call met. */
export function traced(outcome: Outcome, by: Trace['by'], met: { readonly context?: Context; readonly refused?: Refused }): Outcome {
  const { context, refused } = met
  // Made for every call, so these are literals: spreading would cost as much as all the rest of a read.
  const trace: Trace = { by, refused, seen: context && seen(context, outcome), limit: undefined, arrived: undefined, differences: undefined }
  const { reply, changes, about, until } = outcome
  if (until === undefined) return about === undefined ? { reply, changes, trace } : { reply, changes, about, trace }
  return { ...outcome, trace }
}

function seen(context: Context, outcome: Outcome): Seen {
  const { about, reply } = outcome
  const { moment, behaviour, params, query, caller, compared, memory } = context
  const resource = context.resource ?? about
  return {
    params,
    query,
    settings: moment.settings,
    caller,
    address: context.resource?.address ?? about?.work?.target.address ?? about?.address,
    standing: resource?.work === undefined ? context.standing : workStanding(context, resource, outcome),
    compared,
    keyed: memory !== undefined,
    next: behaviour.paging === undefined ? undefined : nextOf(reply.body, behaviour.paging.next),
  }
}

function nextOf(body: Json | undefined, place: string): string | undefined {
  const next = at(body, place)
  return typeof next === 'string' ? next : undefined
}

/** A long-running operation has no lifecycle of its own: it stands where its target does. */
function workStanding({ moment }: Context, told: Resource, { changes }: Outcome): Standing {
  const end = endOf(changes.length === 0 ? moment : after(moment, concluded(moment, changes)), told)
  return { phase: end?.as ?? 'running', step: 0, settled: end !== undefined, since: end?.at ?? told.created }
}
