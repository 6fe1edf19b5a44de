import { standing, type Standing } from '../lifecycle.ts'
import type { Noted } from '../journal.ts'
import { operationOf } from './entry.ts'
import type { Difference, Version } from './difference.ts'

/** Where the addressed resource stood when the call came; undefined where it has no lifecycle, or was not there. */
export function stoodBefore(noted: Noted): Standing | undefined {
  const found = own(noted)
  const before = found?.before === undefined ? undefined : standingOf(noted, found.type, found.before)
  return before ?? withLifecycle(noted.trace?.seen?.standing)
}

/** Where it stands once the call is done; as before where nothing was done to it. */
export function stoodAfter(noted: Noted): Standing | undefined {
  const found = own(noted)
  if (found === undefined) return withLifecycle(noted.trace?.seen?.standing)
  return found.after === undefined ? undefined : standingOf(noted, found.type, found.after)
}

/** Where a version of a resource stands at the instant of the call. */
export function standingOf({ contract, at, trace }: Noted, type: string, { progress }: Version): Standing | undefined {
  const lifecycle = contract.behaviour.lifecycles?.[contract.behaviour.resources[type]?.lifecycle ?? '']
  const pace = trace?.seen?.settings.pace
  if (lifecycle === undefined || progress === undefined || pace === undefined) return undefined
  return standing({ progress }, lifecycle, { now: at, pace })
}

/** What was done to the very resource that the call is about. */
function own(noted: Noted): Difference | undefined {
  const { trace } = noted
  const about = operationOf(noted)?.resource
  const found = trace?.differences?.find(({ type, address }) => type === about && String(address) === String(trace.seen?.address))
  return found?.before?.progress === undefined && found?.after?.progress === undefined ? undefined : found
}

function withLifecycle(found: Standing | undefined): Standing | undefined {
  return found === undefined || found.phase === '' ? undefined : found
}
