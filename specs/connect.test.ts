import { describe, expect, test } from 'vitest'
import { harbour } from '../mock/connect/harbour.test-kit.ts'
import { codes, overConnect, wiresOf } from './connect.ts'
import type { Contract } from './contract.ts'
import { loadContract } from './load.ts'
import { builtIn, folderOf } from './providers.ts'
import { buildRoutes } from './paths.ts'

const rest = harbour()
const connect = connectOf(rest)

function connectOf(contract: Contract): Contract {
  const found = overConnect(contract)
  if (found === undefined) throw new Error(`${contract.id} speaks no Connect`)
  return found
}

describe('a contract over Connect', () => {
  test('is the same provider with other paths, below a root for each service', () => {
    expect(connect).toMatchObject({ id: rest.id, wire: 'connect', hash: rest.hash, roots: ['/harbour.v1.BoatService'], basePath: '/harbour.v1.BoatService' })
    expect(connect.behaviour.resources).toBe(rest.behaviour.resources)
    expect(wiresOf({ ...rest, connect })).toEqual([{ ...rest, connect }, connect])
  })

  test('is none where the provider speaks none', () => {
    const { connect: _, ...behaviour } = rest.behaviour

    expect(overConnect({ ...rest, behaviour })).toBeUndefined()
  })

  test('calls every operation by POST of a message, which tells what stood in the path', () => {
    expect(
      [...connect.operations.values()].map(({ id, method, template, parameters, requestBody, behaviour }) => [
        id,
        method,
        template,
        parameters.length,
        requestBody?.schema,
        behaviour?.binds,
      ]),
    ).toEqual([
      ['listBoats', 'POST', '/harbour.v1.BoatService/ListBoats', 0, '/components/schemas/Nothing', undefined],
      ['buildBoat', 'POST', '/harbour.v1.BoatService/BuildBoat', 0, '/components/schemas/BoatOrder', undefined],
      ['getBoat', 'POST', '/harbour.v1.BoatService/GetBoat', 0, '/components/schemas/BoatName', { boat: '/id' }],
      ['changeBoat', 'POST', '/harbour.v1.BoatService/ChangeBoat', 0, '/components/schemas/BoatChange', { boat: '/id' }],
      ['scrapBoat', 'POST', '/harbour.v1.BoatService/ScrapBoat', 0, '/components/schemas/BoatName', { boat: '/id' }],
    ])
  })

  test('answers with 200 and the schema of the success, and with no Location', () => {
    const build = connect.operations.get('buildBoat')

    expect([...(build?.responses ?? [])]).toEqual([
      [200, expect.objectContaining({ status: 200, schema: rest.operations.get('buildBoat')?.responses.get(201)?.schema })],
    ])
    expect(rest.operations.get('buildBoat')?.behaviour).toHaveProperty('location')
    expect(build?.behaviour).not.toHaveProperty('location')
  })

  test('leans on the weaker of both statements, wherever it is asked for', () => {
    const bases = (id: string) => [
      rest.operations.get(id)?.behaviour?.basis,
      connect.operations.get(id)?.behaviour?.basis,
      connect.behaviour.operations[id]?.basis,
    ]

    expect(bases('getBoat')).toEqual(['documented', 'client', 'client'])
    expect(bases('scrapBoat')).toEqual(['assumed', 'assumed', 'assumed'])
    const sure = connectOf({
      ...rest,
      behaviour: { ...rest.behaviour, connect: { ...rest.behaviour.connect, services: {}, error: 'Trouble', basis: 'documented', source: 'sure' } },
    })
    expect(sure.behaviour.errors.refusals['not-routable']?.basis).toBe('assumed')
  })

  test('spells a refusal by its number, with the status of the protocol', () => {
    expect(connect.behaviour.errors.refusals).toMatchObject({
      'invalid-body': { status: 400, code: 'invalid_argument', basis: 'client' },
      absent: { status: 404, code: 'not_found', details: rest.behaviour.errors.refusals.absent?.details },
      'too-large': { status: 429, code: 'resource_exhausted', basis: 'assumed' },
    })
  })

  test('decides by itself what is about the protocol, also where the contract says nothing of it', () => {
    expect(rest.behaviour.errors.refusals).not.toHaveProperty('deadline-exceeded')
    expect(connect.behaviour.errors.refusals).toMatchObject({
      'not-routable': { status: 501, code: 'unimplemented' },
      'not-modelled': { status: 501, code: 'unimplemented' },
      'method-not-allowed': { status: 405 },
      'unsupported-media-type': { status: 415, code: 'unimplemented' },
      'deadline-exceeded': { status: 504, code: 'deadline_exceeded' },
      'invalid-parameter': { status: 400, code: 'invalid_argument' },
    })
  })
})

test('the codes are those of google.rpc.Code, in its order', () => {
  expect([...codes.keys()]).toEqual(Array.from({ length: 16 }, (_, index) => index + 1))
  expect([codes.get(3)?.name, codes.get(5)?.name, codes.get(9)?.name, codes.get(16)?.name]).toEqual([
    'invalid_argument',
    'not_found',
    'failed_precondition',
    'unauthenticated',
  ])
})

test('the wires of all built-in providers are served side by side, and every refusal has a code of the protocol', async () => {
  const contracts = await Promise.all((await builtIn()).map(async (name) => loadContract(await folderOf(name))))
  const spoken = contracts.flatMap(({ connect }) => connect ?? [])

  expect(() => buildRoutes(contracts.flatMap(wiresOf))).not.toThrow()
  expect(spoken.map(({ id }) => id)).toContain('coreweave')
  const known = new Set([...codes.values()].map(({ name }) => name))
  for (const { behaviour } of spoken) for (const { code } of Object.values(behaviour.errors.refusals)) expect(known).toContain(code)
})
