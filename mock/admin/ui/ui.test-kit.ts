import { createMock, type Mock, type MockOptions } from '../../index.ts'

export const TOKEN = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
export const CLUSTERS = '/api/v1/tenants/acme/clusters'
const ORIGIN = 'http://mock.invalid'

/** A mock whose clock stands still, and the ways in which people and programs use it. */
export interface Counter {
  readonly mock: Mock
  /** A page, or a piece of one. */
  readonly see: (path?: string) => Promise<Seen>
  /** Sends a form as a page of this mock does. */
  readonly send: (deed: string, fields?: Readonly<Record<string, string>>, more?: Sending) => Promise<Seen>
  /** What a client of the vendor's does. */
  readonly call: (method: string, path?: string, body?: object) => Promise<Response>
}

export interface Seen {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The text without its script, with single blanks between its words and none between its tags: however its source is laid out. */
  readonly flat: string
}

export interface Sending {
  readonly world?: string
  readonly headers?: Readonly<Record<string, string>>
}

export async function openCounter(options: MockOptions = {}): Promise<Counter> {
  const mock = await createMock({ providers: ['kupe'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' }, ...options })
  const seen = async (request: Request): Promise<Seen> => {
    const response = await mock.fetch(request)
    const text = await response.text()
    const flat = (text.split('<script>')[0] ?? '').replaceAll(/\s+/g, ' ').replaceAll(/ (?=>)|(?<=>) (?=<)/g, '')
    return { status: response.status, headers: response.headers, text, flat }
  }
  return {
    mock,
    see: (path = '') => seen(new Request(`${ORIGIN}/__admin/ui${path}`)),
    send: (deed, fields = {}, { world = 'default', headers = { origin: ORIGIN } } = {}) =>
      seen(new Request(`${ORIGIN}/__admin/ui/do/${deed}?world=${world}`, { method: 'POST', headers, body: new URLSearchParams(fields) })),
    call: (method, path = CLUSTERS, body) =>
      mock.fetch(
        new Request(`${ORIGIN}${path}`, {
          method,
          headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        }),
      ),
  }
}

export const cluster = { name: 'production', displayName: 'Production', type: 'shared' }
