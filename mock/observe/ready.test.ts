import { afterEach, expect, test } from 'vitest'
import { BackingError, type Backing } from '../backing/backing.ts'
import { memoryBacking } from '../backing/memory.ts'
import { createMock, type Mock } from '../create.ts'

let mock: Mock

afterEach(() => mock.close())

/** A store that can be broken and mended. */
function fragile(): { readonly store: Backing; how: 'well' | 'failing' | 'silent' } {
  const inner = memoryBacking()
  const through = async <T>(work: () => Promise<T>): Promise<T> => {
    if (self.how === 'failing') throw new BackingError('Failed to reach the store: connection refused.')
    if (self.how === 'silent') return new Promise<T>(() => undefined)
    return work()
  }
  const self: { store: Backing; how: 'well' | 'failing' | 'silent' } = {
    how: 'well',
    store: {
      ...inner,
      spaces: () => through(() => inner.spaces()),
      since: (space, revision) => through(() => inner.since(space, revision)),
      list: (space, prefix, after) => through(() => inner.list(space, prefix, after)),
      commit: (space, at, commit) => through(() => inner.commit(space, at, commit)),
    },
  }
  return self
}

const ask = (path: string): Promise<Response> => mock.fetch(new Request(`http://mock.invalid/__admin/${path}`))

test('is ready while the store answers, and not while it fails; it stays alive, and counts what failed', async () => {
  const sea = fragile()
  mock = await createMock({ providers: ['kupe'], store: sea.store, metrics: true })
  const before = await ask('ready')
  sea.how = 'failing'
  const meanwhile = await ask('ready')
  const health = await ask('health')
  const figures = await (await ask('metrics')).text()
  sea.how = 'well'
  const after = await ask('ready')

  expect([before, meanwhile, health, after].map(({ status }) => status)).toEqual([200, 503, 200, 200])
  expect(await meanwhile.json()).toMatchObject({ status: 503, detail: 'Failed to reach the store: connection refused.' })
  expect(figures).toContain('\nclusterproof_mock_store_errors_total{call="since"} 1\n')
})

test('is not ready where the store says nothing for most of a second', async () => {
  const sea = fragile()
  mock = await createMock({ providers: ['kupe'], store: sea.store })
  sea.how = 'silent'
  const { status } = await ask('ready')
  sea.how = 'well'

  expect(status).toBe(503)
})
