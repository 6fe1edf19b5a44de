import type { Gauge as Measure, Registry } from 'prom-client'
import { peer } from '../backing/peer.ts'
import type { Host } from '../host.ts'
import type { Coming, Observer } from './observer.ts'
import { population } from './population.ts'

type Prometheus = typeof import('prom-client')

/** The figures of one mock, as Prometheus reads them (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export interface Metrics {
  readonly contentType: string
  readonly text: () => Promise<string>
}

/** Seconds. Most answers take less than a millisecond; a long poll may take a minute. */
const BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5, 15, 60]
const PREFIX = 'clusterproof_mock_'

const known = new WeakMap<Host, Promise<Metrics>>()
let process: Registry | undefined

/**
 * The figures of a mock. Requests are counted from the first call on.
 *
 * @throws PeerError where `prom-client` is not installed.
 */
export function metricsOf(host: Host, load: () => Promise<Prometheus> = () => import('prom-client')): Promise<Metrics> {
  const found = known.get(host)
  if (found !== undefined) return found
  const made = peer('prom-client', load, 'measure').then((prometheus) => measured(host, prometheus))
  known.set(host, made)
  made.catch(() => known.delete(host))
  return made
}

function measured(host: Host, prometheus: Prometheus): Metrics {
  const own = new prometheus.Registry()
  host.observers.push(counting(prometheus, own))
  shape(host, prometheus, own)
  const all = prometheus.Registry.merge([own, (process ??= ofProcess(prometheus))])
  return { contentType: all.contentType, text: () => all.metrics() }
}

/** Memory, processor, event loop: once for all mocks of a process, and not in the registry that is the process's own. */
function ofProcess(prometheus: Prometheus): Registry {
  const register = new prometheus.Registry()
  prometheus.collectDefaultMetrics({ register })
  return register
}

/** What the contracts name, and never what a client sent: there are only so many labels. */
function labelsOf({ call }: Coming): { readonly provider: string; readonly operation: string } {
  return { provider: call?.contract.id ?? 'none', operation: call?.route.kind === 'found' ? call.route.operation.id : 'none' }
}

/** Counts what vendors' clients ask; the management interface, which is asked for these figures, is left out. */
function counting({ Counter, Gauge, Histogram }: Prometheus, own: Registry): Observer {
  const registers = [own]
  const requests = new Counter({
    name: `${PREFIX}requests_total`,
    help: 'Requests that were answered, by operation of the contract.',
    labelNames: ['provider', 'operation', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: `${PREFIX}request_duration_seconds`,
    help: 'Real time until the answer was ready.',
    labelNames: ['provider', 'operation'],
    buckets: BUCKETS,
    registers,
  })
  const open = new Gauge({ name: `${PREFIX}requests_in_flight`, help: 'Requests that wait for their answer.', registers })
  const away = new Counter({
    name: `${PREFIX}turned_away_total`,
    help: 'What never became a request: unreadable, too slow, or on a connection beyond the bound (no status).',
    labelNames: ['status'],
    registers,
  })
  return {
    turnedAway: (what) => away.inc({ status: what.why === 'unreadable' ? String(what.status) : 'none' }),
    begin: (coming) => {
      if (coming.to === 'admin') return { end: () => undefined }
      const labels = labelsOf(coming)
      open.inc()
      return {
        end: (ending) => {
          open.dec()
          requests.inc({ ...labels, status: String(ending.status ?? 'none') })
          seconds.observe(labels, ending.seconds)
        },
      }
    },
  }
}

/** What is looked up when somebody asks. */
function shape(host: Host, { Counter, Gauge }: Prometheus, own: Registry): void {
  const sum = (of: (world: ReturnType<Host['worlds']>[number]) => number): number => host.worlds().reduce((all, world) => all + of(world), 0)
  const gauge = (name: string, help: string, value: () => number): void => {
    const made: Measure = new Gauge({ name: `${PREFIX}${name}`, help, registers: [own], collect: () => made.set(value()) })
  }
  gauge('worlds', 'Worlds that are open.', () => host.worlds().length)
  gauge('journal_entries', 'Requests that the journals of all worlds remember.', () => sum(({ journal }) => Math.min(journal.size, journal.total)))
  gauge('long_polls', 'Calls that wait for something to change.', () => sum(({ waiting }) => waiting))
  const labelNames = ['provider', 'type', 'phase'] as const
  const resources = new Gauge({
    name: `${PREFIX}resources`,
    help: 'Resources of all worlds together, by the phase in which they stand.',
    labelNames,
    registers: [own],
    collect: () => {
      resources.reset()
      for (const { count, ...labels } of population(host)) resources.set(labels, count)
    },
  })
  const failures = new Counter({
    name: `${PREFIX}store_errors_total`,
    help: 'What failed at the store since the start, by what was asked of it.',
    labelNames: ['call'],
    registers: [own],
    collect: () => {
      failures.reset()
      for (const [call, count] of host.replicas?.failures ?? []) failures.inc({ call }, count)
    },
  })
}
