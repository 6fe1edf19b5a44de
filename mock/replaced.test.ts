import { expect, test } from 'vitest'
import { openWorkshop } from './workshop.test-kit.ts'

test('a body that stands for the whole takes away what it leaves out, or puts it back to its default', async () => {
  const { order, send } = openWorkshop()
  const { path } = await order({ size: 80, style: 'heavy', maker: 'south' })
  const { status, json } = await send('PUT', path, { name: 'mill' })

  expect(status).toBe(200)
  expect(json).toMatchObject({ name: 'mill', size: 40, least: 1 })
  expect(json).not.toHaveProperty('style')
  expect(json).not.toHaveProperty('maker')
})

test('what the contract keeps stays where it is left out, and changes where it is not', async () => {
  const { order, send } = openWorkshop()
  const { path } = await order({ notes: 'loud' })

  expect((await send('PUT', path, { name: 'press' })).json).toMatchObject({ notes: 'loud' })
  expect((await send('PUT', path, { name: 'press', notes: 'quiet' })).json).toMatchObject({ notes: 'quiet' })
})

test("what is the server's own is neither taken away nor written", async () => {
  const { order, send, later } = openWorkshop()
  const forged = { model: '3', seal: 'mine', label: { text: 'forged' } }
  const { path, json } = await order(forged)
  await send('POST', `${path}/build`)
  later(9)
  await send('PUT', `${path}/label`, { text: 'mine' })
  const { json: after } = await send('PUT', path, { name: 'press', ...forged })

  expect(json).toMatchObject({ seal: 'ours' })
  expect(json, 'a label is not made with the machine').not.toHaveProperty('tag')
  expect(after).toMatchObject({ model: '1', seal: 'ours', tag: 'mine', application: 'new' })
  expect((await send('PATCH', path, { size: 41, model: '3', label: null })).json).toMatchObject({ model: '1', tag: 'mine' })
})

test('the same body again changes nothing, in whatever order its members come', async () => {
  const { order, send, found } = openWorkshop()
  const { path } = await order({ style: 'heavy', size: 80, extras: [{ id: 'LASER', value: {} }] })
  const before = found(path)
  await send('PUT', path, { extras: [{ id: 'LASER', value: {} }], size: 80, style: 'heavy', name: 'press' })

  expect(found(path)).toBe(before)
})

test('a part that operations of their own write is in no representation', async () => {
  const { order, send } = openWorkshop()
  const { path } = await order()
  await send('PUT', `${path}/label`, { text: 'mine' })

  expect((await send('GET', path)).json).not.toHaveProperty('label')
  expect((await send('GET', '')).json).not.toHaveProperty('results.0.label')
  expect((await send('GET', `${path}/label`)).json).toEqual({ text: 'mine', since: '2026-02-01T00:00:00Z' })
})
