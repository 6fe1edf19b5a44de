import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wiresOf } from '../specs/connect.ts'
import { loadContract } from '../specs/load.ts'
import { builtIn, folderOf } from '../specs/providers.ts'
import type { Contract, Operation } from '../specs/contract.ts'
import { createMock, type Mock } from './create.ts'

const contracts = (await Promise.all((await builtIn()).map(async (name) => loadContract(await folderOf(name))))).flatMap(wiresOf)

/** Ways in which clients spell the colon of a path: as it is, and percent-encoded in either case. */
const colons = [':', '%3A', '%3a'] as const

const cases = contracts.flatMap((contract) =>
  [...contract.operations.values()].flatMap((operation) =>
    (operation.template.includes(':') ? colons : colons.slice(0, 1)).map((colon) => ({
      contract,
      operation,
      id: operation.id,
      vendor: contract.id,
      wire: contract.wire,
      colon,
    })),
  ),
)

/** The path of an operation with sample values, one of them with characters that need encoding. */
function pathOf({ template }: Operation, colon: string): string {
  return template.replaceAll(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(`${name}/a:b`)).replaceAll(':', colon)
}

/** Over Connect every call holds a message. */
function asked({ behaviour, wire }: Contract): RequestInit {
  const headers = { authorization: `Bearer ${behaviour.seed.principals['admin']?.token ?? ''}` }
  return wire === 'rest' ? { headers } : { headers: { ...headers, 'content-type': 'application/json' }, body: '{}' }
}

describe('every operation of every provider', () => {
  let mock: Mock
  let origin: string

  beforeAll(async () => {
    mock = await createMock()
    origin = await mock.listen()
  })
  afterAll(() => mock.close())

  test('is among the cases', () => {
    const declared = contracts.filter(({ wire }) => wire === 'rest').flatMap(({ document }) => JSON.stringify(document).match(/"operationId":/g) ?? [])
    expect(new Set(cases.map(({ vendor, id }) => `${vendor} ${id}`)).size).toBe(declared.length)
    expect(declared.length).toBeGreaterThan(60)
  })

  test.each(cases)('$vendor $id over $wire is reached with "$colon" and does its own work', async ({ contract, operation, colon }) => {
    const journal = mock.world().journal
    const answer = await fetch(origin + pathOf(operation, colon), { method: operation.method, ...asked(contract) })
    const text = await answer.text()

    expect(journal.list().at(-1)).toMatchObject({ provider: contract.id, operation: operation.id, method: operation.method, status: answer.status })
    if (operation.behaviour === undefined) expect([answer.status, text.includes(operation.id)]).toEqual([501, true])
    else expect([404, 405, 500, 501].includes(answer.status) && !addresses(operation)).toBe(false)
  })
})

/** Whether it is about something that the sample values do not lead to. */
function addresses({ template, behaviour }: Operation): boolean {
  return template.includes('{') || behaviour?.binds !== undefined
}
