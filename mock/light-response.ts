import { getRequestListener } from '@hono/node-server'

/**
 * A Response that the server writes in one go, where another one is read as a stream. The adapter does not export it, but puts it and
 * its Request in the place of the global ones. They are given back at once: a mock lives inside other people's tests, where
 * `instanceof Response` has to go on meaning what it did.
 */
export const LightResponse = taken()

function taken(): typeof Response {
  const names = ['Request', 'Response'] as const
  const own = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)
  getRequestListener(() => new Response())
  const light = globalThis.Response
  for (const [name, descriptor] of own) if (descriptor !== undefined) Object.defineProperty(globalThis, name, descriptor)
  return light
}
