import { BackingError } from '../backing/backing.ts'
import { PeerError } from '../backing/peer.ts'
import { elapse } from '../clock.ts'
import { metricsOf } from '../observe/metrics.ts'
import type { Replicas } from '../replica/replicas.ts'
import { told } from './answer.ts'
import type { Handler } from './ask.ts'
import { failure, problem } from './problem.ts'

/** How long a store may take to answer before the mock counts as not ready, in milliseconds. Probes give up after a second by default. */
const PATIENCE = 800

/** Whether requests should come here: not while the mock shuts down, nor while its store does not answer. */
export const getReady: Handler = async ({ host }) => {
  if (host.isStopping) return problem(503, 'The mock is shutting down. Send requests to another one, or wait for the next.')
  const trouble = host.replicas === undefined ? undefined : await troubleOf(host.replicas)
  return trouble === undefined ? told({ status: 'ready' }) : failure(trouble)
}

async function troubleOf(replicas: Replicas): Promise<unknown> {
  const soon = new AbortController()
  const late = elapse(PATIENCE, soon.signal).then(() => problemOf(replicas))
  const asked = replicas.ping().then(
    () => undefined,
    (error: unknown) => error,
  )
  const trouble = await Promise.race([asked, late])
  soon.abort()
  return trouble
}

function problemOf({ name }: Replicas): BackingError {
  return new BackingError(`Failed to reach the store ${name}: it has not answered for ${PATIENCE} ms. Look whether it runs.`)
}

/** Figures for Prometheus, counted from the first time they are asked for unless the mock was started to count. */
export const getMetrics: Handler = async ({ host }) => {
  try {
    const { contentType, text } = await metricsOf(host)
    return new Response(await text(), { headers: { 'content-type': contentType } })
  } catch (error) {
    if (error instanceof PeerError) return problem(501, error.message)
    throw error
  }
}
