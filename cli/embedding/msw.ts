import type { HttpHandler } from 'msw'
import { originsOf, type Answering, type Interception } from './origins.ts'

export { createMock, type Mock, type MockOptions } from '../../mock/index.ts'
export { inWorld, type MockWorld } from './inside.ts'
export type { Answering, Interception }

const { http } = await import('msw').catch(() => {
  throw new Error("Failed to load 'clusterproof/msw': the package msw is not installed. Install it: npm install --save-dev msw@2")
})

/**
 * Handlers of MSW that have a mock answer, for `setupServer(...handlers(mock))`: one for each origin. Requests to other origins are
 * left to other handlers.
 *
 * @throws RangeError for what is no origin, or where none is known.
 */
export function handlers(mock: Answering, interception: Interception = {}): readonly HttpHandler[] {
  return originsOf(mock, interception).map((origin) => http.all(below(origin), ({ request }) => mock.fetch(request)))
}

/** As an expression, because a path of MSW would decode what it matches, and fail where a client sent a malformed escape. */
function below(origin: string): RegExp {
  return new RegExp(`^${origin.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}/`)
}
