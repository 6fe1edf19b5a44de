/**
 * Whether a form was sent by a page of this very server: a foreign page can make a browser send one, but not say that it comes from
 * here. `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/) is believed where it is sent, or else `Origin` (RFC 6454) has to name
 * the host that was asked; another port of this machine is another origin. Whoever sends neither is no browser, and has better ways.
 */
export function isSameOrigin({ headers, url }: Request): boolean {
  const origin = headers.get('origin')
  const host = headers.get('host') ?? new URL(url).host
  if (origin !== null && !isOf(origin, host)) return false
  const site = headers.get('sec-fetch-site')
  return site === null ? origin !== null : site === 'same-origin'
}

function isOf(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`
}
