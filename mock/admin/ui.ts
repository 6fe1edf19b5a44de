import { Hono } from 'hono'
import type { Bindings } from '../bindings.ts'
import type { Host } from '../host.ts'
import { shared } from './shared.ts'

type Env = { Bindings: Bindings }

interface Mounting {
  readonly host: Host
  readonly operations: Hono<Env>
  readonly token: string | undefined
}

/** The pages, read from disk when the first one is asked for: most mocks are never looked at. */
export function mounted({ host, operations, token }: Mounting): Hono<Env> {
  const inside = new Hono<Env>().route('/__admin', operations)
  let made: Promise<Hono<Env>> | undefined
  const pages = async (): Promise<Hono<Env>> => {
    const { pages } = await import('./ui/app.ts')
    const within = <T>(world: string, look: () => T): T | Promise<T> => (host.replicas === undefined ? look() : shared(host.replicas, world, look))
    return new Hono<Env>().route(
      '/__admin/ui',
      pages({ host, token, discover: () => host.replicas?.discover(), within, ask: (request) => inside.fetch(request) }),
    )
  }
  return new Hono<Env>().all('*', async (c) => (await (made ??= pages())).fetch(c.req.raw, c.env))
}
