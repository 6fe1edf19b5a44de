import { expect, test } from 'vitest'
import { at, type Json } from '../specs/json.ts'
import { NORTH, openLibrary } from './library.test-kit.ts'

const { app } = openLibrary()

async function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly [status: number, why: Json | undefined]> {
  const response = await app.fetch(new Request(`http://mock.invalid/l/branches/${path}`, { headers: { authorization: `Bearer ${NORTH}`, ...headers } }))
  const body: Json = JSON.parse(await response.text())
  return [response.status, at(body, '/why')]
}

test.each([
  ['books?limit=0', 'limit must be from 1 to 20'],
  ['books?limit=21', 'limit must be from 1 to 20'],
  ['books?limit=-1', 'limit must be from 1 to 20'],
  ['books?limit=2147483648', 'limit must be from 1 to 20'],
  ['books?limit=1.5', 'limit must be integer'],
  ['books?limit=1e1', 'limit must be integer'],
  ['books?limit=05', 'limit must be integer'],
  ['books?limit=+5', 'limit must be integer'],
  ['books?limit=abc', 'limit must be integer'],
  ['books?limit=', 'limit must be integer'],
  ['books?limit', 'limit must be integer'],
  ['books?limit=2&limit=2', 'limit must be sent once'],
  ['books?limit=2&li%6Dit=2', 'limit must be sent once'],
  ['books?shelf=%ff', 'shelf is not percent-encoded UTF-8'],
  ['books?%zz=1', '%zz is not percent-encoded UTF-8'],
  ['books?shelf=a', 'title must be sent together with shelf'],
  ['books?title=', 'shelf must be sent together with title'],
  ['asked', 'since must be sent'],
  ['asked?lent=true', 'since must be sent'],
  ['asked?since=-1', 'since must be >= 0'],
  ['asked?since=1&lent=1', 'lent must be boolean'],
  ['asked?since=1&lent=TRUE', 'lent must be boolean'],
  ['asked?since=1&word=', 'word must NOT have fewer than 2 characters'],
])('refuses %s', async (path, why) => {
  expect(await get(`north/${path}`)).toEqual([400, why])
})

test('a limit that is larger than any number is outside like another', async () => {
  expect(await get(`north/books?limit=${'9'.repeat(400)}`)).toEqual([400, 'limit must be from 1 to 20'])
  expect(await get(`north/clamped?limit=-${'9'.repeat(400)}`)).toEqual([200, undefined])
})

test.each([
  'books',
  'books?',
  'books?&&limit=5&',
  'books?limit=1',
  'books?limit=20',
  'books?unheard-of=1&unheard-of=2',
  'books?shelf=%C3%A9+b&title=%2B',
  'asked?since=1.5e0&lent=false&word=a+',
  'arrivals?%zz',
])('accepts %s', async (path) => {
  expect(await get(`north/${path}`)).toEqual([200, undefined])
})

test.each([
  [0, 1],
  [-7, 1],
  [3, 3],
  [1000, 20],
])('where a list clamps, a limit of %i is one of %i', async (limit, size) => {
  const { app: full, store } = openLibrary()
  for (let i = 0; i < 30; i += 1) {
    await full.fetch(
      new Request('http://mock.invalid/l/branches/north/books', {
        method: 'POST',
        headers: { authorization: `Bearer ${NORTH}`, 'content-type': 'application/json' },
        body: JSON.stringify({ title: `${i}` }),
      }),
    )
  }
  const answer = await full.fetch(new Request(`http://mock.invalid/l/branches/north/clamped?limit=${limit}`, { headers: { authorization: `Bearer ${NORTH}` } }))
  const body: Json = JSON.parse(await answer.text())

  expect(store.list('book/north')).toHaveLength(30)
  expect(at(body, '/data')).toHaveLength(size)
})

test('where a list clamps, a limit that is no number is refused all the same', async () => {
  expect(await get('north/clamped?limit=many')).toEqual([400, 'limit must be integer'])
})

test('a header is judged by its schema, unless it is one that is never a parameter', async () => {
  expect(await get('north/books', { 'library-badge': 'abcd', accept: 'application/json' })).toEqual([200, undefined])
  expect(await get('north/books', { 'library-badge': 'ab' })).toEqual([400, 'Library-Badge must NOT have fewer than 3 characters'])
  expect(await get('north/books', { 'library-badge': 'abcdef' })).toEqual([400, 'Library-Badge must NOT have more than 5 characters'])
})

test('a value of the path that misses its schema is refused', async () => {
  const [status, why] = await get('NO%20RTH/books')

  expect([status, String(why).startsWith('branch must match pattern')]).toEqual([400, true])
})
