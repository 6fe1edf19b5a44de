import { digits } from '../ids.ts'
import { MOST_MS, type Latency } from './plan.ts'

/** Numbers from 0 up to, but not 1: the same ingredients give the same ones. */
export function drawn(...ingredients: readonly (string | number)[]): number {
  return Number.parseInt(digits(...ingredients).slice(0, 13), 16) / 2 ** 52
}

/** Milliseconds from a distribution, drawn once; never below 0 nor above the bound. */
export function millisecondsOf(latency: Latency, draw: (lane: number) => number): number {
  return Math.min(MOST_MS, Math.max(0, Math.round(distributed(latency, draw))))
}

function distributed(latency: Latency, draw: (lane: number) => number): number {
  if (typeof latency === 'number') return latency
  if ('uniform' in latency) return latency.uniform[0] + draw(0) * (latency.uniform[1] - latency.uniform[0])
  if ('normal' in latency) return latency.normal.mean + latency.normal.deviation * bell(draw)
  if ('lognormal' in latency) return latency.lognormal.median * Math.exp(latency.lognormal.sigma * bell(draw))
  return percentile(latency.percentiles, draw(0) * 100)
}

/** A standard normal variate (Box and Muller 1958). */
function bell(draw: (lane: number) => number): number {
  return Math.sqrt(-2 * Math.log(1 - draw(0))) * Math.cos(2 * Math.PI * draw(1))
}

/** Below the first percentile and above the last one, the value of that one. */
function percentile(table: Readonly<Record<string, number>>, at: number): number {
  const points = Object.entries(table)
    .map(([percent, value]) => ({ percent: Number(percent), value }))
    .sort((a, b) => a.percent - b.percent)
  const above = points.findIndex(({ percent }) => percent >= at)
  const [from, to] = above < 0 ? [points.at(-1), undefined] : [points[above - 1], points[above]]
  if (from === undefined || to === undefined) return (from ?? to)?.value ?? 0
  return from.value + ((at - from.percent) / (to.percent - from.percent)) * (to.value - from.value)
}
