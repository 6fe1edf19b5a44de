import type { Dispatcher } from 'undici'

/** Whoever sent a request, told what becomes of it. */
export interface AnyHandler {
  /** `abort` gives the request up. */
  readonly started: (abort: (reason?: Error) => void) => void
  readonly answered: (response: Response, gone: AbortSignal) => Promise<void>
  readonly failed: (error: Error) => void
}

/** Handlers come in two kinds: those of undici 7, and those of undici 6, which `fetch` of Node still has. */
export function handlerOf(handler: Dispatcher.DispatchHandler): AnyHandler {
  return handler.onRequestStart === undefined ? elder(handler) : younger(handler)
}

function younger(handler: Dispatcher.DispatchHandler): AnyHandler {
  let abort: (reason?: Error) => void = () => {}
  const state = { aborted: false, paused: false, reason: null as Error | null }
  const controller: Dispatcher.DispatchController = {
    get aborted() {
      return state.aborted
    },
    get paused() {
      return state.paused
    },
    get reason() {
      return state.reason
    },
    abort: (reason) => {
      if (state.aborted) return
      Object.assign(state, { aborted: true, reason })
      abort(reason)
    },
    // All of a body is there at once: whoever pauses gets the rest all the same, and keeps it.
    pause: () => void (state.paused = true),
    resume: () => void (state.paused = false),
  }
  return {
    started: (given) => {
      abort = given
      handler.onRequestStart?.(controller, {})
    },
    answered: async (response, gone) => {
      handler.onResponseStart?.(controller, response.status, headersOf(response), response.statusText)
      for await (const chunk of chunksOf(response, gone)) handler.onResponseData?.(controller, chunk)
      handler.onResponseEnd?.(controller, {})
    },
    failed: (error) => handler.onResponseError?.(controller, error),
  }
}

function elder(handler: Dispatcher.DispatchHandler): AnyHandler {
  return {
    started: (abort) => handler.onConnect?.(abort),
    answered: async (response, gone) => {
      const lines = [...response.headers].flat().map((text) => Buffer.from(text, 'latin1'))
      handler.onHeaders?.(response.status, lines, () => {}, response.statusText)
      for await (const chunk of chunksOf(response, gone)) handler.onData?.(chunk)
      handler.onComplete?.([])
    },
    failed: (error) => handler.onError?.(error),
  }
}

function headersOf({ headers }: Response): Record<string, string | string[]> {
  const cookies = headers.getSetCookie()
  return { ...Object.fromEntries(headers), ...(cookies.length > 0 && { 'set-cookie': cookies }) }
}

async function* chunksOf({ body }: Response, gone: AbortSignal): AsyncGenerator<Buffer> {
  if (body === null) return
  for await (const chunk of body) {
    gone.throwIfAborted()
    yield Buffer.from(chunk)
  }
}
