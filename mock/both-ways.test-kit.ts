import { at, type Json } from '../specs/json.ts'
import { createMock, type Mock, type MockOptions } from './create.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Undefined where the body is no JSON. */
  readonly json: Json | undefined
  readonly tag: string
}

export interface Sending {
  readonly token?: string
  /** An object is sent as JSON, a text or bytes as they are. */
  readonly body?: object | string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

export interface Client {
  readonly mock: Mock
  readonly send: (method: string, path: string, sending?: Sending) => Promise<Answer>
}

/** A test that holds over a socket must hold in process too, and the other way round. */
export const ways = [
  { way: 'over a socket', open: async (options: MockOptions) => client(await listening(options), (request) => fetch(request)) },
  { way: 'in process', open: async (options: MockOptions) => inProcess(await createMock(options)) },
] as const

async function listening(options: MockOptions): Promise<Mock> {
  const mock = await createMock(options)
  await mock.listen()
  return mock
}

function inProcess(mock: Mock): Client {
  return client(mock, mock.fetch)
}

function client(mock: Mock, deliver: (request: Request) => Promise<Response>): Client {
  return {
    mock,
    send: async (method, path, sending = {}) => {
      const response = await deliver(new Request(mock.url + path, { method, ...bodyOf(sending), headers: headersOf(sending) }))
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, json: parsed(text), tag: response.headers.get('etag') ?? '' }
    },
  }
}

function bodyOf({ body }: Sending): RequestInit {
  if (body === undefined) return {}
  if (body instanceof Uint8Array) return { body: Uint8Array.from(body) }
  return { body: typeof body === 'string' ? body : JSON.stringify(body) }
}

function headersOf({ token, body, headers }: Sending): Record<string, string> {
  return {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  }
}

function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

/** The text at a JSON pointer; empty where there is none. */
export function textAt(json: Json | undefined, where: string): string {
  const found = at(json, where)
  return typeof found === 'string' ? found : ''
}
