import { expect, test } from 'vitest'
import { openWorkshop } from '../workshop.test-kit.ts'

test('what a body hands on is in its companion from the beginning, over the defaults, and nowhere else', async () => {
  const { order, send } = openWorkshop()
  const { path, json } = await order({ maker: 'south', supply: { power: { phases: 3 } } })

  expect(json).not.toHaveProperty('supply')
  expect((await send('GET', path)).json).not.toHaveProperty('supply')
  expect((await send('GET', `${path}/supply`)).json).toEqual({ power: { phases: 3, volts: 230 }, maker: 'SOUTH' })
})

test('where nothing is handed on, the companion has its defaults and shows what its owner has', async () => {
  const { order, send } = openWorkshop()
  const { path } = await order({ maker: 'south' })
  const supply = async () => (await send('GET', `${path}/supply`)).json

  expect(await supply()).toEqual({ power: { volts: 230 }, maker: 'SOUTH' })
  await send('PATCH', path, { maker: 'north', place: 'hill' })
  expect(await supply(), 'shown before, and not remembered').toMatchObject({ maker: 'north' })
  await send('PUT', `${path}/supply`, { maker: 'west' })
  expect(await supply()).toMatchObject({ maker: 'west' })
})

test.each(['PUT', 'PATCH'])('%s replaces the content of a companion where its body hands something on, and leaves it otherwise', async (method) => {
  const { order, send, found } = openWorkshop()
  const { path } = await order({ maker: 'south', supply: { power: { phases: 3 } } })
  const supply = async () => (await send('GET', `${path}/supply`)).json
  await send(method, path, { name: 'press', maker: 'south', size: 50 })

  expect(await supply()).toMatchObject({ power: { phases: 3 } })
  const machine = found(path)
  const { status } = await send(method, path, { name: 'press', maker: 'south', size: 50, supply: { power: { volts: 110 } } })
  expect(status).toBe(200)
  expect(await supply()).toEqual({ power: { volts: 110 }, maker: 'SOUTH' })
  expect(found(path), 'the machine itself is as it was').toBe(machine)
})

test('what is handed on is judged with the body', async () => {
  const { order, send } = openWorkshop()
  const { path } = await order({ supply: { maker: 'saw' } })
  const refused = await send('PATCH', path, { supply: { maker: 'axe' } })

  expect(refused).toMatchObject({ status: 425, json: { where: 'supply.maker' } })
  expect((await send('POST', '', { name: 'mill', supply: { maker: 'axe' } })).status).toBe(425)
  expect((await send('GET', `${path}/supply`)).json).toMatchObject({ maker: 'saw' })
})
