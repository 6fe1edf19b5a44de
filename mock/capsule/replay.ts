import type { Bindings } from '../bindings.ts'
import { answerOf, type Answer, type Exchange } from './tape.ts'

/** Answers a request as the server does, with what the connection tells of it. */
export type Answering = (request: Request, connection?: Bindings) => Response | Promise<Response>

/** One answer that was not the same. */
export interface Difference {
  /** Position of the request, from 1. */
  readonly number: number
  readonly request: string
  readonly recorded: Answer
  /** Absent where the connection broke. */
  readonly replayed?: Answer
}

/** Asks all of it again in the same order, and waits where it was waited; what was answered otherwise. */
export async function replayed(exchanges: readonly Exchange[], answer: Answering): Promise<readonly Difference[]> {
  const differences: Difference[] = []
  const running = new Map<number, Promise<Answer | undefined>>()
  for (const [index, exchange] of exchanges.entries()) {
    running.set(index, asking(exchange, answer))
    for (const [earlier, response] of running) {
      const { answeredAfter, answer: recorded, method, target } = exchanges[earlier] ?? exchange
      if (answeredAfter > index + 1) continue
      running.delete(earlier)
      const again = await response
      if (recorded !== undefined && JSON.stringify(again) !== JSON.stringify(recorded))
        differences.push({ number: earlier + 1, request: `${method} ${target}`, recorded, ...(again && { replayed: again }) })
    }
  }
  return differences
}

async function asking({ method, target, source, headers, body }: Exchange, answer: Answering): Promise<Answer | undefined> {
  const request = new Request(`http://mock.invalid${target}`, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    ...(body !== undefined && method !== 'GET' && method !== 'HEAD' && { body: Buffer.from(body, 'base64') }),
  })
  // Whoever could use the management interface then may use it now.
  const connection = { incoming: { headers: Object.fromEntries(request.headers), rawHeaders: headers.flat(), socket: { remoteAddress: source } } }
  try {
    return await answerOf(await (target.startsWith('/__admin') ? answer(request) : answer(request, connection)))
  } catch {
    return undefined
  }
}
