/** Where `clusterproof mock` listens unless told otherwise; stands in for the suite's own mock, which is gone after the run. */
const mockOrigin = 'http://127.0.0.1:4010'

/** The origin that requests of a run go to; `target` is an origin, or `mock`. */
export function originOf(target: string): string {
  return target === 'mock' ? mockOrigin : new URL(target).origin
}

/** The address of a request. One whose target is no path keeps it behind the origin, as it was sent. */
export function urlOf(target: string, path: string): string {
  return `${originOf(target)}${path.startsWith('/') ? '' : '/'}${path}`
}
