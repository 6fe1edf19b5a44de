import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { answerUnreadable } from '../mock/unreadable.ts'
import { forward, headerOf, read } from './forward.ts'
import type { Got, Sent } from './forward.ts'
import type { Told } from './passage.ts'
import { violationsIn } from './violations.ts'

/** By this header a request is known again behind Prism, and inside of the mock. */
export const MARK = 'x-crosscheck'

/** What went through, as it was recorded. `told` is Prism's word; the mock's own is known to the mock. */
export interface Recorded {
  readonly number: number
  readonly sent: Sent
  readonly got: Got
  readonly told: Told
}

/**
 * Both ends of Prism: `front` is where the suite sends its requests, `back` is Prism's upstream. What leaves Prism at the back is the
 * request as it came at the front, byte by byte, and the suite gets the mock's answer as it is: Prism reads bodies and writes them anew,
 * which would hide or invent faults.
 */
export interface Recorder {
  readonly front: string
  readonly back: string
  /** Says where Prism is; until then everything goes straight to the mock. */
  readonly through: (prism: string) => void
  /** Puts a request and a made-up answer to Prism, and nothing to the mock. */
  readonly rehearse: (sent: Sent, got: Got) => Promise<Told>
  readonly close: () => Promise<void>
}

export interface RecorderStart {
  /** Origin of the mock. */
  readonly mock: string
  /** Path of the document's server: Prism knows nothing but what follows it. */
  readonly basePath: string
  readonly note: (recorded: Recorded) => void
  /** Instant for the answers to what is no HTTP. */
  readonly now: () => number
}

/** A request on its way; `answer` is there as soon as Prism has let it through. */
interface Journey {
  readonly sent: Sent
  answer?: Got
}

export async function openRecorder(start: RecorderStart): Promise<Recorder> {
  const journeys = new Map<string, Journey>()
  let prism: string | undefined
  let count = 0
  const travel = async (mark: string, journey: Journey): Promise<Told> => {
    const target = innerTarget(journey.sent, start.basePath)
    if (prism === undefined || target === undefined) return { kind: 'aside' }
    if (!isDecodable(target)) return { kind: 'refused', status: 0, says: UNDECODABLE }
    journeys.set(mark, journey)
    try {
      return toldBy(await forward(prism, { ...marked(journey.sent, mark), target }), journey)
    } catch (error) {
      return { kind: journey.answer === undefined ? 'refused' : 'lost', status: 0, says: error instanceof Error ? error.message : String(error) }
    } finally {
      journeys.delete(mark)
    }
  }
  const front = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const number = (count += 1)
    const sent = await sentIn(incoming)
    const journey: Journey = { sent }
    const told = await travel(String(number), journey)
    const got = journey.answer ?? (await forward(start.mock, marked(sent, String(number))))
    start.note({ number, sent, got, told })
    write(got, outgoing)
  }
  const back = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    await read(incoming)
    const mark = String(incoming.headers[MARK])
    const journey = journeys.get(mark)
    if (journey === undefined) throw new Error(`Failed to know a request again: prism sent ${incoming.method} ${incoming.url} without its mark.`)
    journey.answer ??= await forward(start.mock, marked(journey.sent, mark))
    write(journey.answer, outgoing)
  }
  const servers = [await listening(front, start.now), await listening(back, start.now)] as const
  return {
    front: originOf(servers[0]),
    back: originOf(servers[1]),
    through: (url) => (prism = url),
    rehearse: (sent, answer) => travel(`rehearsal-${(count += 1)}`, { sent, answer }),
    close: async () => {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
      await Promise.all(servers.map((server) => once(server, 'close')))
    },
  }
}

/** Why a request is not put to Prism at all: 5.14.2 ends as a process when a path holds percent-encoding that is not UTF-8. */
const UNDECODABLE = 'not asked: the path is not percent-encoded UTF-8, of which prism dies'

function isDecodable(target: string): boolean {
  try {
    decodeURIComponent(target.split('?', 1)[0] ?? '')
    return true
  } catch {
    return false
  }
}

async function sentIn(incoming: IncomingMessage): Promise<Sent> {
  return { method: incoming.method ?? 'GET', target: incoming.url ?? '/', headers: incoming.rawHeaders, body: await read(incoming) }
}

function marked(sent: Sent, mark: string): Sent {
  return { ...sent, headers: [...sent.headers, MARK, mark] }
}

/** What Prism is asked: path and query below the document's server. Undefined where the document says nothing of the path. */
function innerTarget({ target }: Sent, basePath: string): string | undefined {
  const { inner } = worldless(target)
  return inner.startsWith(`${basePath}/`) ? inner.slice(basePath.length) : undefined
}

/** A target without the prefix that names a world of the mock. */
export function worldless(target: string): { readonly inner: string; readonly world: string | undefined } {
  const [, world, inner] = /^\/__world\/([^/?]+)(.*)$/s.exec(target) ?? []
  return world === undefined ? { inner: target, world } : { inner: inner ?? '', world }
}

function toldBy(answer: Got, { answer: upstream }: Journey): Told {
  const says = answer.body.toString('utf8', 0, 300)
  if (upstream === undefined) return { kind: 'refused', status: answer.status, says }
  if (answer.status !== upstream.status) return { kind: 'lost', status: answer.status, says }
  const { list, cut } = violationsIn(headerOf(answer, 'sl-violations'))
  return list.some(({ message }) => message === 'Selected route not found') ? { kind: 'unrouted' } : { kind: 'judged', violations: list, cut }
}

function write({ status, reason, headers, body }: Got, outgoing: ServerResponse): void {
  outgoing.sendDate = false
  outgoing.writeHead(status, reason, [...headers])
  outgoing.end(body)
}

async function listening(serve: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>, now: () => number): Promise<Server> {
  const listener: RequestListener = (incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  }
  const server = createServer(listener).listen(0, '127.0.0.1')
  server.on('clientError', answerUnreadable(now))
  // Connections stay open: whoever is slow on a busy machine would find one closed in the moment of its use.
  server.keepAliveTimeout = 0
  await once(server, 'listening')
  return server
}

function originOf(server: Server): string {
  const address = server.address()
  return address === null || typeof address === 'string' ? '' : `http://127.0.0.1:${address.port}`
}
