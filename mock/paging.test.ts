import { serve, type ServerType } from '@hono/node-server'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { at, isObject, type Json, type JsonObject } from '../specs/json.ts'
import { BOTH, NORTH, openLibrary } from './library.test-kit.ts'

type Library = ReturnType<typeof openLibrary>
type Deliver = (request: Request) => Response | Promise<Response>

async function send(deliver: Deliver, path: string, more: { method?: string; body?: JsonObject; token?: string; origin?: string } = {}): Promise<Json> {
  const { method = 'GET', body, token = NORTH, origin = 'http://mock.invalid' } = more
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const response = await deliver(new Request(`${origin}/l/branches${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) }))
  const json: Json = JSON.parse(await response.text())
  return json
}

/** Books that came in this order, with a shelf each. */
async function filled(count: number): Promise<Library & { readonly get: (path: string) => Promise<Json> }> {
  const library = openLibrary()
  for (let i = 1; i <= count; i += 1) {
    const body = { title: `t${i % 2}`, shelf: `s${i % 3}`, notes: 'n' }
    await send(library.app.fetch, '/north/books', { method: 'POST', body: { ...body, number: i } })
  }
  return { ...library, get: (path) => send(library.app.fetch, path) }
}

function itemsOf(page: Json): readonly JsonObject[] {
  const items = at(page, '/data')
  return Array.isArray(items) ? (items as readonly Json[]).filter((item) => isObject(item)) : []
}

const numbers = (page: Json) => itemsOf(page).map((item) => item['number'])
const nextOf = (page: Json) => String(at(page, '/next'))

/** Follows the cursors to the end. */
async function walk(get: (path: string) => Promise<Json>, path: string, sizes: readonly number[]): Promise<unknown[]> {
  const seen: unknown[] = []
  let cursor = ''
  for (let turn = 0; turn < 100; turn += 1) {
    const page = await get(`${path}limit=${sizes[turn % sizes.length]}${cursor}`)
    seen.push(...numbers(page))
    expect(at(page, '/more')).toBe(at(page, '/next') !== null)
    if (at(page, '/more') === false) return seen
    cursor = `&cursor=${nextOf(page)}`
  }
  return seen
}

test('pages of any size, put together, are the whole list, the youngest first', async () => {
  const { get } = await filled(13)
  const whole = Array.from({ length: 13 }, (_, i) => 13 - i)

  for (const sizes of [[1], [2], [3], [5], [12], [13], [14], [20], [1, 5, 2]]) expect(await walk(get, '/north/books?', sizes)).toEqual(whole)
  expect(numbers(await get('/north/arrivals'))).toEqual(whole)
})

test('without a limit a page is as long as the contract says', async () => {
  const { get } = await filled(6)
  const page = await get('/north/books')

  expect([numbers(page), at(page, '/more')]).toEqual([[6, 5, 4, 3, 2], true])
  expect(await get(`/north/books?cursor=${nextOf(page)}`)).toMatchObject({ data: [{ number: 1 }], more: false, next: null })
})

test('says that nothing follows a page that the list just fills, and of an empty list', async () => {
  const { get } = await filled(5)

  expect(await get('/north/books')).toMatchObject({ more: false, next: null })
  expect(await get('/north/books?shelf=none&title=none')).toEqual({ data: [], more: false, next: null })
})

test('filters come before the limit', async () => {
  const { get } = await filled(13)

  expect(await walk(get, '/north/books?shelf=s1&title=t1&', [1])).toEqual([13, 7, 1])
  expect(await get('/north/books?shelf=s1&title=t1&limit=3')).toMatchObject({ more: false, next: null })
})

test('leaves out what a list omits, and nothing else', async () => {
  const { get } = await filled(1)

  expect(itemsOf(await get('/north/books'))).toEqual([{ id: expect.any(String), title: 't1', shelf: 's1', number: 1 }])
  expect(itemsOf(await get('/north/arrivals'))).toMatchObject([{ notes: 'n' }])
})

test('what stays is shown once although others come and go between the pages', async () => {
  const { get, app, store, host } = await filled(9)
  const first = await get('/north/books?limit=3')
  const id = (number: number) => store.list('book/north').find(({ fields }) => fields['number'] === number)?.address[1] ?? ''
  for (const gone of [7, 6, 2]) await send(app.fetch, `/north/books/${id(gone)}`, { method: 'DELETE' })
  await send(app.fetch, '/north/books', { method: 'POST', body: { title: 'x', number: 10 } })

  expect(numbers(await get(`/north/books?limit=20&cursor=${nextOf(first)}`))).toEqual([6, 5, 4, 3, 2, 1])
  host.world().clock.advance(6000)
  expect(numbers(await get(`/north/books?limit=20&cursor=${nextOf(first)}`))).toEqual([5, 4, 3, 1])
  expect(numbers(await get('/north/arrivals'))).toEqual([10, 9, 8, 5, 4, 3, 1])
})

test('what has vanished does not make a page promise another', async () => {
  const { get, app, store, host } = await filled(3)
  const oldest = [...store.newest('book/north')].at(-1)?.address[1] ?? ''
  await send(app.fetch, `/north/books/${oldest}`, { method: 'DELETE' })
  host.world().clock.advance(6000)

  expect(await get('/north/books?limit=2')).toMatchObject({ data: [{ number: 3 }, { number: 2 }], more: false, next: null })
})

const refusal = { why: 'the cursor is not one of this list' }

test('a cursor is good for its own list and filters only', async () => {
  const { get, app } = await filled(13)
  const plain = nextOf(await get('/north/books?limit=2'))
  const some = nextOf(await get('/north/books?limit=1&shelf=s1&title=t1'))

  expect(await get(`/north/books?cursor=${some}`)).toEqual(refusal)
  expect(await get(`/north/books?shelf=s1&title=t1&cursor=${plain}`)).toEqual(refusal)
  expect(await get(`/north/books?shelf=s1&title=t0&cursor=${some}`)).toEqual(refusal)
  expect(await send(app.fetch, `/south/books?cursor=${plain}`, { token: BOTH })).toEqual(refusal)
  expect(await get(`?cursor=${plain}`)).toEqual(refusal)
  expect(numbers(await get(`/north/books?title=t1&limit=1&shelf=s1&cursor=${some}`))).toEqual([7])
})

test('a cursor that was tampered with in any place is refused', async () => {
  const { get } = await filled(3)
  const cursor = nextOf(await get('/north/books?limit=1'))
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const changed = fc.tuple(fc.nat(cursor.length - 1), fc.constantFrom(...letters)).map(([i, letter]) => cursor.slice(0, i) + letter + cursor.slice(i + 1))
  const cut = fc.nat(cursor.length - 1).map((length) => cursor.slice(0, length))
  const forged = fc.integer().map((after) => Buffer.from(JSON.stringify({ list: '', after }) + 'x'.repeat(16)).toString('base64url'))
  const grown = fc.constantFrom(`${cursor}A`, `${cursor}=`, ` ${cursor}`, `${cursor}${cursor}`, 'null', '[]', 'a'.repeat(4096))
  const broken = fc.oneof(changed, cut, forged, grown, fc.string({ unit: 'binary' })).filter((text) => text !== cursor)

  await fc.assert(
    fc.asyncProperty(broken, async (text) => {
      expect(await get(`/north/books?cursor=${encodeURIComponent(text)}`)).toEqual(refusal)
    }),
    { numRuns: 400 },
  )
})

test('a cursor needs no escaping, is the same for the same seed, and of no use with another', async () => {
  const cursors = await Promise.all([1, 1, 2].map((seed) => cursorOf(openLibrary(seed))))

  expect(cursors[0]).toMatch(/^[\w-]+$/)
  expect(cursors[1]).toBe(cursors[0])
  expect(cursors[2]).not.toBe(cursors[0])
  const { app } = openLibrary(2)
  expect(await send(app.fetch, `/north/books?cursor=${cursors[0]}`)).toEqual(refusal)
})

async function cursorOf({ app }: Library): Promise<string> {
  for (const title of ['a', 'b']) await send(app.fetch, '/north/books', { method: 'POST', body: { title } })
  return nextOf(await send(app.fetch, '/north/books?limit=1'))
}

test('a page asked for twice is the same page', async () => {
  const { get } = await filled(7)
  const second = `/north/books?limit=2&cursor=${nextOf(await get('/north/books?limit=2'))}`

  expect(await get(second)).toEqual(await get(second))
})

test('of the scopes themselves, only those are listed that the caller belongs to', async () => {
  const { app } = openLibrary()
  const names = async (token: string, query = '') => itemsOf(await send(app.fetch, query, { token })).map((item) => item['branch'])

  expect(await names(NORTH)).toEqual(['north'])
  expect(await names(BOTH)).toEqual(['south', 'north'])
  const first = await send(app.fetch, '?limit=1', { token: BOTH })
  expect(first).toMatchObject({ data: [{ branch: 'south' }], more: true })
  expect(await send(app.fetch, `?limit=1&cursor=${nextOf(first)}`, { token: BOTH })).toEqual({ data: [{ branch: 'north' }], more: false, next: null })
})

test('a walk over a socket finds what a walk in process finds', async () => {
  const { app, get } = await filled(8)
  const { server, port } = await new Promise<{ server: ServerType; port: number }>((resolve) => {
    const opened = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }, (info) =>
      resolve({ server: opened, port: info.port }),
    )
  })
  const remote = (path: string) => send(fetch, path, { origin: `http://127.0.0.1:${port}` })

  expect(await walk(remote, '/north/books?', [3])).toEqual(await walk(get, '/north/books?', [3]))
  expect(await remote('/north/books?cursor=x')).toEqual(refusal)
  await new Promise((resolve) => server.close(resolve))
})
