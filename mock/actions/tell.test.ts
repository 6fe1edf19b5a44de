import { expect, test } from 'vitest'
import { openObservatory, WIDE } from '../observatory.test-kit.ts'

const { call, clock } = openObservatory()

test('an overview shows something of each, whatever the phase', async () => {
  expect((await call('GET', '/sites/north/states')).json).toEqual({ results: [{ id: 'old', state: 'READY' }] })
  await call('POST', '/sites/north/telescopes/old/open')
  const made = await call('POST', '/sites/north/telescopes', { body: '{"name":"new"}' })
  const [id = ''] = /t-[0-9a-f]{8}/.exec(made.text) ?? []
  const states = [
    { id: 'old', state: 'OPENING' },
    { id, state: 'READY' },
  ]
  expect((await call('GET', '/sites/north/states')).json).toEqual({ results: states })
})

test('an overview of what is not there is empty', async () => {
  expect((await call('GET', '/sites/north/bookings')).json).toEqual({ results: [] })
})

test('an overview shows nothing of other scopes, and none is told of a scope that is not there', async () => {
  expect((await call('GET', '/sites/south/states')).status).toBe(403)
  const headers = { authorization: `Token ${WIDE}` }
  expect((await call('GET', '/sites/south/states', { headers })).json).toEqual({ results: [{ id: 'far', state: 'READY' }] })
})

test('an overview shows nothing that has vanished', async () => {
  const one = openObservatory()
  await one.call('DELETE', '/sites/north/telescopes/old')
  expect((await one.call('GET', '/sites/north/states')).json).toEqual({ results: [{ id: 'old', state: 'LEAVING' }] })
  one.clock.advance(5000)
  expect((await one.call('GET', '/sites/north/states')).json).toEqual({ results: [] })
})

test('what is told of no resource is always the same', async () => {
  const first = await call('GET', '/sites/north/motto')
  expect(first).toMatchObject({ status: 200, type: 'application/json', json: { motto: 'Clear skies over north', rules: ['quiet'] } })
  clock.advance(1_000_000)
  expect((await call('GET', '/sites/north/motto')).json).toEqual(first.json)
})

test('what is told below a scope is told to those that belong there', async () => {
  expect((await call('GET', '/sites/south/motto')).status).toBe(403)
  expect((await call('GET', '/sites/south/motto', { headers: { authorization: 'Token nobody' } })).status).toBe(401)
})

test('what is told below a scope that is no more is told to nobody', async () => {
  const one = openObservatory()
  await one.call('DELETE', '/sites/north/telescopes/old?how=FORGET')
  expect((await one.call('DELETE', '/sites/north')).status).toBe(204)
  expect((await one.call('GET', '/sites/north/motto')).status).toBe(404)
})

test('an open operation tells without credentials, also a list', async () => {
  expect(await call('GET', '/addresses', { headers: { authorization: '' } })).toMatchObject({ status: 200, text: '["203.0.113.1"]' })
})

test('a text of another media type than JSON stands as it is, also for HEAD', async () => {
  expect(await call('GET', '/plain')).toMatchObject({ status: 200, type: 'text/plain', text: 'hello' })
  expect(await call('HEAD', '/plain')).toMatchObject({ status: 200, type: 'text/plain', text: '' })
})
