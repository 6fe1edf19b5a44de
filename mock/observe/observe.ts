import { ownVersion } from '../admin/version.ts'
import type { Host } from '../host.ts'
import { logging, type Log } from './log.ts'
import { metricsOf } from './metrics.ts'
import { spanning } from './spans.ts'

export interface Observing {
  /** Where a line for each request goes. Nowhere when absent. */
  readonly log?: Log
  /** True counts requests from the start; else they are counted from the first time that `/__admin/metrics` is asked. */
  readonly metrics?: boolean
  /** True makes a span of OpenTelemetry for each request, where the process has registered an SDK. Nothing is sent by the mock itself. */
  readonly tracing?: boolean
}

/**
 * Lets observers look on from the start. What is not asked for is not loaded.
 *
 * @throws PeerError where a package is needed that is not installed.
 */
export async function observe(host: Host, { log, metrics, tracing }: Observing): Promise<void> {
  if (tracing === true) host.observers.push(await spanning(ownVersion()))
  if (metrics === true) await metricsOf(host)
  if (log !== undefined) host.observers.push(logging(log))
}
