import { answerOf, succeeded } from '../../history.ts'
import { kindOf, phaseOf, standingOf } from '../../judge/phase.ts'
import { leaning } from '../../judge/leaning.ts'
import { told } from '../../judge/status.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { within } from '../sight.ts'
import { pathOf } from '../lifecycle/graph.ts'
import { startsIn } from './acts.ts'
import type { Lifecycle } from '../../../specs/behaviour.ts'
import type { Api, Handle } from '../../api.ts'
import type { Exchange, History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Act, Acting } from './acts.ts'

/** Labels of what is seen around an act. */
export const seen = {
  before: (label: string) => `before ${label}`,
  after: (label: string) => `right after ${label}`,
  settling: (label: string) => `settling after ${label}`,
  end: (label: string) => `end of ${label}`,
} as const

/** The phase that an answer shows at a place of its own. */
export function phaseAt(lifecycle: Lifecycle, place: string | undefined, exchange: Exchange | undefined): string | undefined {
  return place === undefined || !succeeded(exchange) ? undefined : phaseOf({ ...lifecycle, at: place }, answerOf(exchange))
}

/** Looks at the phase; what is seen. */
export async function look(
  api: Api,
  { sight }: Pick<Acting, 'sight'>,
  { label, handle }: { readonly label: string; readonly handle: Handle },
): Promise<Exchange> {
  return api.send(label, { operation: sight.operation, params: handle.params })
}

/** Waits until nothing is under way any more: as long as the patience of the subject lasts, and then as long as was promised. */
export async function rest(
  api: Api,
  { lifecycle, sight }: Pick<Acting, 'lifecycle' | 'sight'>,
  { label, handle }: { readonly label: string; readonly handle: Handle },
): Promise<void> {
  await api.settle(seen.settling(label), handle)
  const enough = (exchange: Exchange) => standingAt(lifecycle, sight.at, exchange) !== 'transient'
  await within(api, {
    label: seen.end(label),
    plan: { operation: sight.operation, params: handle.params },
    enough,
    withinSeconds: lifecycle.settles.withinSeconds,
  })
}

function standingAt(lifecycle: Lifecycle, place: string, exchange: Exchange): string | undefined {
  return standingOf({ ...lifecycle, at: place }, answerOf(exchange))
}

/** One act, with looks before it, right after it and once it has come to its end; the phase then. */
export async function perform(
  api: Api,
  acting: Acting,
  { label, handle, act }: { readonly label: string; readonly handle: Handle; readonly act: Act },
): Promise<string | undefined> {
  const { lifecycle, sight } = acting
  await look(api, acting, { label: seen.before(label), handle })
  const exchange = await api.send(label, act.plan(handle.params))
  const after = await look(api, acting, { label: seen.after(label), handle })
  if (!succeeded(exchange)) return phaseAt(lifecycle, sight.at, after)
  await rest(api, acting, { label, handle })
  return phaseAt(lifecycle, sight.at, await look(api, acting, { label: seen.end(label), handle }))
}

/** Statuses that tell of who asks and what it costs, and nothing of the act. */
const elsewhere = [401, 402, 403, 429]

/** Judges that an act which starts in the phase that was seen before it was accepted, showed itself at once, and led where it leads. */
export function led(history: History, acting: Acting, { label, act }: { readonly label: string; readonly act: Act }): Judgement {
  const { lifecycle, sight } = acting
  const before = phaseAt(lifecycle, sight.at, history.find(seen.before(label)))
  if (before === undefined || !startsIn(act, before)) return unclear(`${act.name} was not tried where it starts: ${before ?? 'no phase was seen'}`)
  const exchange = history.find(label)
  if (exchange === undefined || elsewhere.includes(answerOf(exchange)?.status ?? 401)) return unclear(`${act.name} got ${told(exchange)}`)
  if (!succeeded(exchange)) return leaning(broken(`${act.name} is done in ${before}`, told(exchange), label), act.says)
  const way = wayOf(act, before)
  const findings = [
    stale(history, acting, { label, act, before, way }),
    strayed(history, acting, { label, act, before, way }),
    arrived(history, acting, { label, act, before, way }),
  ]
  return findings.find(({ kind }) => kind !== 'kept') ?? kept
}

interface Led {
  readonly label: string
  readonly act: Act
  readonly before: string
  /** Phases that it leads through, its end included. */
  readonly way: readonly string[]
}

/** The phases that an act leads through from one in which it began. */
export function wayOf({ trigger }: Act, before: string): readonly string[] {
  return pathOf(trigger).map((phase) => (phase === 'before' ? before : phase))
}

/** What it shows at once: in its answer, or in a look right after it. A phase that nobody declared tells nothing. */
function stale(history: History, { lifecycle, sight }: Acting, { label, act, before, way }: Led): Judgement {
  const sights = [phaseAt(lifecycle, act.phaseAt, history.find(label)), phaseAt(lifecycle, sight.at, history.find(seen.after(label)))]
  const shown = sights.filter((phase) => phase !== undefined)
  if (shown.length === 0) return unclear(`no phase was seen after ${act.name}`)
  const moves = shown.some((phase) => way.includes(phase) || kindOf(lifecycle, phase) !== 'settled')
  return moves ? kept : leaning(broken(`${way.join(', then ')} at once`, `still ${shown.at(-1) ?? before}`, seen.after(label)), act.says)
}

/** What it shows on the way: phases of its own, in their order. A poller may miss some; a failure may come at any time. */
function strayed(history: History, { lifecycle, sight }: Acting, { label, act, before, way }: Led): Judgement {
  const sights = [
    { phase: phaseAt(lifecycle, act.phaseAt, history.find(label)), at: label, mayBeOld: true },
    { phase: phaseAt(lifecycle, sight.at, history.find(seen.after(label))), at: seen.after(label), mayBeOld: true },
    ...history.all(seen.settling(label)).map((one) => ({ phase: phaseAt(lifecycle, lifecycle.at, one), at: one.label, mayBeOld: false })),
    ...history.all(seen.end(label)).map((one) => ({ phase: phaseAt(lifecycle, sight.at, one), at: one.label, mayBeOld: false })),
  ]
  let reached = 0
  for (const { phase, at, mayBeOld } of sights) {
    const kind = kindOf(lifecycle, phase)
    if (phase === undefined || kind === undefined || kind === 'failed' || (mayBeOld && reached === 0 && phase === before)) continue
    const index = way.indexOf(phase, reached)
    if (index < 0) return leaning(broken(`${way.slice(reached).join(', then ')} on the way of ${act.name}`, phase, at), act.says)
    reached = index
  }
  return kept
}

function arrived(history: History, { lifecycle, sight }: Acting, { label, act, way }: Led): Judgement {
  const last = history.find(seen.end(label))
  const phase = phaseAt(lifecycle, sight.at, last)
  const to = way.at(-1) ?? ''
  if (phase === to) return kept
  if (last === undefined || phase === undefined) return leaning(broken(`${to} after ${act.name}`, told(last), seen.end(label)), act.says)
  const kind = kindOf(lifecycle, phase)
  if (kind === 'transient')
    return leaning(broken(`an end of ${act.name} within ${lifecycle.settles.withinSeconds} seconds`, `still ${phase}`, seen.end(label)), [
      ...act.says,
      lifecycle.settles,
    ])
  if (kind === 'settled') return leaning(broken(`${to} after ${act.name}`, phase, seen.end(label)), act.says)
  return unclear(`${act.name} came to nothing: it is ${phase}`)
}
