import { describe, expect, test } from 'vitest'
import type { Json } from '../specs/json.ts'
import { openWorkshop } from './workshop.test-kit.ts'

const north = { maker: 'north', place: 'hill' }

/** The answer to ordering a machine with these extras, or why it was refused. */
async function ordered(extras: Json, more: Record<string, Json> = {}): Promise<Json | undefined> {
  const { json } = await openWorkshop().send('POST', '', { name: 'press', extras, ...more })
  return json['why'] === undefined ? json['extras'] : { why: json['why'], where: json['where'] ?? null }
}

describe('a value whose kind follows from its identifier', () => {
  test('is shown with its kind, what the server adds, and the defaults that were left out', async () => {
    expect(await ordered([{ id: 'LASER', value: { lens: { turns: 3 } }, other: 1 }])).toEqual([
      { id: 'LASER', price: { cents: 900 }, is: { type: 'BEAM', value: { power: 5, lens: { turns: 3, coated: true } } } },
    ])
    expect(await ordered([{ id: 'LASER', value: { power: 7 } }]), 'an object that was left out is not made up').toMatchObject([{ is: { value: { power: 7 } } }])
    expect(await ordered([{ id: 'COLOUR' }])).toEqual([{ id: 'COLOUR', is: { type: 'TEXT', value: 'grey' } }])
  })

  test('is read from a text where the vendor does so', async () => {
    expect(await ordered([{ id: 'LAMP', value: 'true' }])).toEqual([{ id: 'LAMP', is: { type: 'FLAG', value: true } }])
    expect(await ordered([{ id: 'LASER', value: { power: '8' } }])).toMatchObject([{ is: { value: { power: 8 } } }])
  })

  test.each<[string, Json, string]>([
    ['of another type', [{ id: 'LAMP', value: 'maybe' }], 'value of LAMP must be boolean'],
    ['missing', [{ id: 'LAMP' }], 'value of LAMP is missing'],
    ['null', [{ id: 'LAMP', value: null }], 'value of LAMP must be boolean'],
    ['out of range deep inside', [{ id: 'LASER', value: { power: 0 } }], 'value.power of LASER must be >= 1'],
    ['without what has no default', [{ id: 'LASER', value: { lens: {} } }], "value.lens of LASER must have the member 'turns'"],
  ])('is refused where it is %s', async (_, extras, why) => {
    expect(await ordered(extras)).toMatchObject({ why })
  })

  test('is of the kind that goes with the other fields, and refused where none does', async () => {
    const foot = { foot: { of: 'iron' } }

    expect(await ordered([{ id: 'BASE', value: foot }], north)).toEqual([{ id: 'BASE', is: { type: 'FOOT', value: { foot: { of: 'iron', rust: false } } } }])
    expect(await ordered([{ id: 'BASE', value: 'low' }], { maker: 'south' })).toMatchObject([{ is: { type: 'STAND', value: 'low' } }])
    expect(await ordered([{ id: 'BASE', value: foot }], { maker: 'south' })).toMatchObject({ why: 'value of BASE must be string' })
    expect(await ordered([{ id: 'BASE', value: foot }])).toMatchObject({ why: 'id "BASE" of extras is not for such a machine' })
  })

  test('is passed over where nobody knows the identifier and that is the policy', async () => {
    expect(
      await ordered([
        { id: 'HORN', value: 1 },
        { id: 'LAMP', value: false },
      ]),
    ).toEqual([{ id: 'LAMP', is: { type: 'FLAG', value: false } }])
  })
})

describe('another value in an update', () => {
  async function machine(extras: Json) {
    const shop = openWorkshop()
    const { path, json } = await shop.order({ ...north, extras })
    expect(json).toHaveProperty('extras')
    const change = async (changed: Json) => shop.send('PATCH', path, { extras: changed })
    return { ...shop, path, change }
  }

  test('is refused where it cannot be changed, and the same value is not', async () => {
    const { change, send, path } = await machine([{ id: 'COLOUR', value: 'red' }])

    expect((await change([{ id: 'COLOUR', value: 'red' }])).status).toBe(200)
    expect((await change([{ id: 'COLOUR', value: 'blue' }])).status).toBe(423)
    expect((await send('GET', path)).json['extras']).toMatchObject([{ is: { value: 'red' } }])
  })

  test('is refused only once the phase was reached from which on it is', async () => {
    const { change, send, path, later } = await machine([{ id: 'LAMP', value: true }])
    const before = await change([{ id: 'LAMP', value: false }])
    await send('POST', `${path}/build`)
    later(9)

    expect([before.status, (await change([{ id: 'LAMP', value: true }])).status]).toEqual([200, 423])
  })

  test('is passed over where that is the policy, so that nothing waits to be put into effect', async () => {
    const { change, send, path, later } = await machine([{ id: 'BASE', value: { foot: { of: 'wood' } } }])
    await send('POST', `${path}/build`)
    later(9)
    const { status, json } = await change([{ id: 'BASE', value: { foot: { of: 'iron' } } }])

    expect(status).toBe(200)
    expect(json).toMatchObject({ application: 'new', extras: [{ is: { value: { foot: { of: 'wood' } } } }] })
  })

  test('is none where it is that of another item of the same identifier', async () => {
    const twice = [
      { id: 'COLOUR', value: 'red' },
      { id: 'COLOUR', value: 'blue' },
    ]
    const { change } = await machine(twice)

    expect((await change(twice)).status).toBe(200)
    expect((await change([...twice, { id: 'COLOUR', value: 'green' }])).status).toBe(423)
  })

  test('is judged with its defaults: what they say already is no other value', async () => {
    const { change } = await machine([{ id: 'COLOUR' }])

    expect((await change([{ id: 'COLOUR', value: 'grey' }])).status).toBe(200)
    expect((await change([{ id: 'COLOUR' }])).status).toBe(200)
  })
})

test('some item of an array decides what else is shown', async () => {
  const { order, send } = openWorkshop()
  const { path, json } = await order({ style: 'heavy' })

  expect(json['style']).toBe('heavy')
  expect(
    (
      await send('PATCH', path, {
        extras: [
          { id: 'LAMP', value: true },
          { id: 'LASER', value: {} },
        ],
      })
    ).json['style'],
  ).toBe('light')
})
