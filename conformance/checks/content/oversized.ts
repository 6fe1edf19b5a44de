import type { Exchange } from '../../history.ts'

/** Bytes of a target or of a header section from which on something before the API may refuse a request in words of its own. */
const usual = 4096

/** True for a request that need not have come as far as the API. */
export function isOversized({ request }: Pick<Exchange, 'request'>): boolean {
  return request.target.length > usual || request.headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0) > usual
}
