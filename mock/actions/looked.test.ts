import { expect, test } from 'vitest'
import { at, type Json } from '../../specs/json.ts'
import { openObservatory } from '../observatory.test-kit.ts'
import type { Behaviour } from '../../specs/behaviour.ts'

const old = '/sites/north/telescopes/old'
const booking = '/telescopes/old/booking'
const said = { basis: 'client', source: 'a client looks for it in the list' } as const

/** The observatory, where the list of telescopes is how one is read. */
function listed({ operations }: Behaviour): Partial<Behaviour> {
  const { readTelescope: _, listTelescopes, ...others } = operations
  if (listTelescopes === undefined) throw new Error('the observatory has no list of telescopes')
  return { operations: { ...others, listTelescopes: { ...listTelescopes, reads: said } } }
}

function statesIn(json: Json | undefined): readonly (Json | undefined)[] {
  const items = at(json, '/results')
  return Array.isArray(items) ? items.map((item: Json) => at(item, '/state')) : []
}

test('a list that shows how its items are read counts as a read of each of them', async () => {
  const { call } = openObservatory(listed, { reads: 2 })
  await call('POST', `${old}/open`)

  const first = statesIn((await call('GET', '/sites/north/telescopes')).json)
  const second = statesIn((await call('GET', '/sites/north/telescopes')).json)

  expect(first).toContain('OPENING')
  expect(second).toContain('OPEN')
})

test('any other list counts for nothing', async () => {
  const { call } = openObservatory(undefined, { reads: 2 })
  await call('POST', `${old}/open`)

  for (let times = 0; times < 3; times += 1) expect(statesIn((await call('GET', '/sites/north/telescopes')).json)).toContain('OPENING')
})

test('a view that tells of the phase is a read, and one that does not is none', async () => {
  const { call } = openObservatory(undefined, { reads: 2 })
  await call('PUT', booking, { body: '{"why":"stars","days":9}' })
  await call('POST', `${old}/open`)

  for (let times = 0; times < 3; times += 1) await call('GET', `${old}/chart`)
  const seen = [await call('GET', booking), await call('GET', booking)].map(({ json }) => at(json, '/state'))

  expect(seen).toEqual(['OPENING', 'OPEN'])
})

test('what has vanished with a read is in no list any more', async () => {
  const { call } = openObservatory(listed, { reads: 1 })
  expect((await call('DELETE', old)).status).toBeLessThan(300)

  await call('GET', '/sites/north/telescopes')

  expect((await call('GET', '/sites/north/telescopes')).text).not.toContain('"old"')
})
