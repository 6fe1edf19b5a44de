import { Dispatcher, getGlobalDispatcher } from 'undici'
import { originsOf, type Answering, type Interception } from './origins.ts'
import { handlerOf, type AnyHandler } from './undici-handler.ts'
import { requestOf, urlOf, type Sent } from './undici-request.ts'

export { createMock, type Mock, type MockOptions } from '../../mock/index.ts'
export { inWorld, type MockWorld } from './inside.ts'
export type { Answering, Interception }

export interface Dispatching extends Interception {
  /** Who sends the requests to other origins: the global dispatcher of the moment when absent; false refuses them. */
  readonly onward?: Dispatcher | false
}

/**
 * A dispatcher of undici whose requests to some origins a mock answers: for `setGlobalDispatcher`, which `fetch` of Node follows too, or
 * as the `dispatcher` of one request.
 *
 * @throws RangeError for what is no origin, or where none is known.
 */
export function mockDispatcher(mock: Answering, { onward = getGlobalDispatcher(), ...interception }: Dispatching = {}): Dispatcher {
  return new MockDispatcher(originsOf(mock, interception), { mock, onward })
}

/**
 * The same for `compose` of any dispatcher: `new Agent().compose(mockInterceptor(mock))`. What the mock does not answer goes on.
 *
 * @throws RangeError for what is no origin, or where none is known.
 */
export function mockInterceptor(mock: Answering, interception: Interception = {}): Dispatcher.DispatcherComposeInterceptor {
  const origins = originsOf(mock, interception)
  return (dispatch) => (options, handler) => (origins.includes(urlOf(options).origin) ? answer(mock, options, handlerOf(handler)) : dispatch(options, handler))
}

class MockDispatcher extends Dispatcher {
  readonly #origins: readonly string[]
  readonly #to: { readonly mock: Answering; readonly onward: Dispatcher | false }

  constructor(origins: readonly string[], to: { readonly mock: Answering; readonly onward: Dispatcher | false }) {
    super()
    this.#origins = origins
    this.#to = to
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const { mock, onward } = this.#to
    const url = urlOf(options)
    if (this.#origins.includes(url.origin)) return answer(mock, options, handlerOf(handler))
    if (onward !== false) return onward.dispatch(options, handler)
    const refused = new Error(
      `Failed to send ${options.method} ${url.origin}${url.pathname}: only ${this.#origins.join(', ')} is answered. Name the origin in "origins", or give "onward" a dispatcher.`,
    )
    handlerOf(handler).failed(refused)
    return true
  }

  /** There is nothing to close: what is sent onward belongs to another dispatcher. */
  override close(callback?: unknown): Promise<void> {
    if (typeof callback === 'function') callback()
    return Promise.resolve()
  }

  override destroy(...given: readonly unknown[]): Promise<void> {
    return this.close(given.at(-1))
  }
}

/** Starts to answer; true, as a dispatcher says that is ready for more. */
function answer(mock: Answering, sent: Sent, handler: AnyHandler): boolean {
  const gone = new AbortController()
  void (async () => {
    try {
      handler.started((reason) => gone.abort(reason ?? undefined))
      const request = await requestOf(sent, gone.signal)
      gone.signal.throwIfAborted()
      const response = await Promise.race([mock.fetch(request), aborted(gone.signal)])
      await handler.answered(response, gone.signal)
    } catch (error) {
      handler.failed(error instanceof Error ? error : new Error(String(error)))
    }
  })()
  return true
}

/** Rejects when the request is given up. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason instanceof Error ? signal.reason : new Error('The request was aborted.')), { once: true })
  })
}
