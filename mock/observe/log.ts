import { DEFAULT_WORLD } from '../host.ts'
import { requestIdIn } from '../world.ts'
import type { Coming, Ending, Observer } from './observer.ts'
import { headersShown, targetShown } from './shown.ts'

type Write = (fields: object, message: string) => void

/** What writes structured logs: a logger of pino, or whatever takes fields and a message as it does. */
export interface Log {
  readonly debug: Write
  readonly info: Write
  readonly warn: Write
  readonly error: Write
  /** Whether what is told at a level is written; asked before something costly is told. */
  readonly isLevelEnabled?: (level: string) => boolean
}

/**
 * One line for each request: `info`; `debug` to the management interface, or with the headers where that level is written; `warn` where
 * no vendor would have answered so; `error` where the mock itself failed. No body, no token, and nothing that is called like a secret.
 */
export function logging(log: Log): Observer {
  return {
    turnedAway: (what) => log.warn(what, 'turned away'),
    begin: (coming) => ({
      end: (ending) => log[levelOf(coming, ending)](fieldsOf(coming, ending, log), `${nameOf(coming)} ${ending.status ?? 'unanswered'}`),
    }),
  }
}

function levelOf({ to }: Coming, { status = 0, reply, error }: Ending): 'debug' | 'info' | 'warn' | 'error' {
  if (error !== undefined && status === 500) return 'error'
  if ((status >= 500 && reply === undefined) || reply?.refusal === 'not-modelled') return 'warn'
  return to === 'admin' ? 'debug' : 'info'
}

function nameOf({ call, operation, method }: Coming): string {
  return operation ?? (call?.route.kind === 'found' ? call.route.operation.id : method)
}

function fieldsOf(coming: Coming, { status, reply, error, seconds }: Ending, log: Log): object {
  const { to, call, operation, method, world = DEFAULT_WORLD } = coming
  const faults = reply?.touched?.ids ?? []
  const found = call?.route.kind === 'found' ? call.route.operation.id : operation
  return {
    world,
    ...(call !== undefined ? { provider: call.contract.id } : { to }),
    ...(found !== undefined && { operation: found }),
    method,
    target: targetShown(coming),
    ...(status !== undefined && { status }),
    ms: Math.round(seconds * 1_000_000) / 1000,
    ...(call !== undefined && reply !== undefined && { requestId: requestIdIn(call.contract, reply) }),
    ...(reply?.refusal !== undefined && { refusal: reply.refusal }),
    ...(faults.length > 0 && { faults }),
    ...(reply?.touched?.wire?.cut !== undefined && { lost: true }),
    ...(error !== undefined && { err: error }),
    ...(log.isLevelEnabled?.('debug') === true && call?.lines !== undefined && { headers: headersShown(call.lines()) }),
  }
}
