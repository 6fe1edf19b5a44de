import { headerIn } from './assertion.ts'
import { isAnswered, withHeader } from './altered.ts'
import type { Answered } from './altered.ts'
import type { Claim } from './assertion.ts'
import type { Ground, Guess } from './derive.ts'

/** How some headers look (RFC 9110, RFC 9111, RFC 8288), and values that do. */
const looks: Readonly<Record<string, readonly { readonly pattern: string; readonly samples: readonly string[] }[]>> = {
  etag: [
    { pattern: '^"[^"]+"$', samples: ['"cp-1"', '"0123456789abcdef"'] },
    { pattern: '^(W/)?"[^"]*"$', samples: ['"cp-1"', 'W/"cp-2"'] },
  ],
  'content-type': [
    { pattern: '^application/json *(;.*)?$', samples: ['application/json', 'application/json; charset=utf-8'] },
    { pattern: '^application/problem[+]json *(;.*)?$', samples: ['application/problem+json', 'application/problem+json; charset=utf-8'] },
    { pattern: '^[a-z]+/[-+.a-z0-9]+', samples: ['application/json', 'text/plain'] },
  ],
  'retry-after': [
    { pattern: '^[1-9][0-9]*$', samples: ['1', '7'] },
    { pattern: '^[0-9]+$', samples: ['0', '1'] },
  ],
  'cache-control': [
    { pattern: 'no-store', samples: ['no-store', 'private, no-store'] },
    { pattern: '(no-store|no-cache|private)', samples: ['no-store', 'no-cache', 'private'] },
  ],
  'www-authenticate': [{ pattern: '^Bearer', samples: ['Bearer', 'Bearer realm="api"'] }],
  allow: [{ pattern: '^[A-Z]+(, *[A-Z]+)*$', samples: ['GET', 'GET, HEAD, POST, PUT, PATCH, DELETE'] }],
  date: [
    {
      pattern: '^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$',
      samples: ['Thu, 01 Jan 2026 00:00:00 GMT', 'Thu, 01 Jan 2026 00:00:01 GMT'],
    },
  ],
  'content-length': [{ pattern: '^[0-9]+$', samples: ['0', '2'] }],
  location: [{ pattern: '^(/|https?://)', samples: [] }],
  vary: [{ pattern: '[Aa]uthorization', samples: ['Authorization', 'Accept, Authorization'] }],
  'x-content-type-options': [{ pattern: '^nosniff$', samples: ['nosniff'] }],
}

/** What another header, or none, would have changed. */
export function headerGuesses(ground: Ground, exchange: Answered): readonly Guess[] {
  const { headers } = exchange.outcome.response
  const names = new Set([...Object.keys(looks), ...headers.map(([name]) => name), ...ground.exchanges.flatMap(namesIn)])
  return [...names].flatMap((name) => ofOne(ground, exchange, name))
}

function namesIn(exchange: Ground['exchanges'][number]): readonly string[] {
  return isAnswered(exchange) ? exchange.outcome.response.headers.map(([name]) => name) : []
}

function ofOne(ground: Ground, exchange: Answered, name: string): readonly Guess[] {
  const { headers } = exchange.outcome.response
  const found = headerIn(headers, name)
  const claim = (test: Extract<Claim, { of: 'header' }>['test']): Claim => ({ exchange: exchange.number, of: 'header', name, test })
  const swapped = (value: string | undefined) => [withHeader(exchange, name, value)]
  const others = ground.exchanges.filter(isAnswered).flatMap((other) => {
    const value = other.number === exchange.number ? undefined : headerIn(other.outcome.response.headers, name)
    return value === undefined ? [] : [{ value, as: { exchange: other.number, side: 'answer' as const, from: { header: name } } }]
  })
  const same = others.filter(({ value }) => value !== found).map(({ value, as }): Guess => ({ claims: [claim({ is: 'same', as })], instead: [swapped(value)] }))
  const unlike = others
    .filter(({ value }) => value === found)
    .map(({ as }): Guess => ({ claims: [claim({ is: 'other', as })], instead: [swapped('"cp-unlike-1"'), swapped('"cp-unlike-2"')] }))
  const like = (looks[name] ?? [])
    .map((look) => ({ ...look, samples: [...look.samples, ...(name === 'location' ? [exchange.request.target] : [])] }))
    .map(({ pattern, samples }): Guess => ({ claims: [claim({ is: 'like', pattern })], instead: samples.map(swapped) }))
  const none: readonly Guess[] = found === undefined ? [] : [{ claims: [claim({ is: 'absent' })], instead: [swapped(undefined)] }]
  return [...same.slice(0, 4), ...unlike.slice(0, 4), ...like, ...none]
}
