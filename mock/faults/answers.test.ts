import { afterEach, describe, expect, test } from 'vitest'
import { isObject, type Json } from '../../specs/json.ts'
import { validatorOf } from '../../specs/schemas.ts'
import type { Mock } from '../create.ts'
import { ask, CLUSTERS, faulty, make, request } from './faults.test-kit.ts'
import type { StatusDeed } from './plan.ts'

let mock: Mock
afterEach(() => mock.close())

/** A list of each vendor, and the code of its own refusals at 503 and at 429. */
const vendors = [
  { provider: 'kupe', path: CLUSTERS, codes: [{ error: expect.any(String) }, { error: expect.any(String) }] },
  { provider: 'coreweave', path: '/v1beta1/cks/clusters', codes: [{ code: 14 }, { code: 8 }] },
  {
    provider: 'qovery',
    path: '/organization/4d1f7c2e-6a83-4b59-9e07-c8a25d3f1b64/cluster',
    codes: [
      { status: 503, title: 'Service Unavailable' },
      { status: 429, title: 'Too Many Requests' },
    ],
  },
  { provider: 'akua', path: '/v1/clusters', codes: [{ success: false }, { errors: [{ code: 7008 }] }] },
] as const

async function refused(provider: string, path: string, deed: StatusDeed): Promise<{ response: Response; body: Json }> {
  mock = await faulty([{ do: deed }], { providers: [provider] })
  const response = await ask(mock, path)
  return { response, body: JSON.parse(await response.text()) }
}

describe.each(vendors)('of $provider', ({ provider, path, codes }) => {
  test.each([
    [503, 0],
    [429, 1],
  ] as const)('refuses with %d in the dialect of the vendor', async (status, index) => {
    const { response, body } = await refused(provider, path, { status, retryAfterSeconds: 7 })
    const [contract] = mock.contracts
    const { envelope } = contract?.behaviour.errors ?? {}
    const violations =
      contract === undefined || envelope === undefined ? ['no contract'] : validatorOf(contract.document)(`/components/schemas/${envelope.schema}`, body)

    expect([response.status, response.headers.get('retry-after'), response.headers.get('content-type')]).toEqual([status, '7', envelope?.mediaType])
    expect(violations).toEqual([])
    expect(body).toMatchObject(codes[index])
  })
})

test('takes the code and the words that a plan gives', async () => {
  const { body } = await refused('coreweave', '/v1beta1/cks/clusters', { status: 503, code: '4', message: 'no {capacity} left' })

  expect(body).toMatchObject({ code: 4, message: 'no (capacity) left' })
})

test('has a code of Connect on that wire', async () => {
  mock = await faulty([{ do: { status: 503 } }], { providers: ['coreweave'] })
  const template = mock.contracts[0]?.connect?.operations.get('listClusters')?.template ?? ''
  const answer = await ask(mock, template, { method: 'POST', body: {} })

  expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: 'unavailable' })])
})

describe('Prefer', () => {
  const preferring = (prefer: string): Promise<Response> => ask(mock, CLUSTERS, { headers: { prefer } })

  test.each(['code=503', 'respond-async, code=503', 'code="503"; example=none', 'Code = 503'])('answers as the request asks: %s', async (prefer) => {
    mock = await faulty([])
    const answer = await preferring(prefer)

    expect([answer.status, answer.headers.get('preference-applied'), answer.headers.get('x-mock-fault')]).toEqual([503, 'code=503', 'prefer'])
    expect(isObject(JSON.parse(await answer.text()))).toBe(true)
  })

  test('names the statuses that are declared where the one asked for is not', async () => {
    mock = await faulty([])
    const answer = await preferring('code=418')

    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
    expect(await answer.json()).toMatchObject({ detail: expect.stringMatching(/listClusters declares no 418. Allowed: 400, 401, .*503\.$/) })
  })

  test.each(['code=200', 'example=running', 'return=minimal', 'code=5'])('is not heeded otherwise: %s', async (prefer) => {
    mock = await faulty([])
    const answer = await preferring(prefer)

    expect([answer.status, answer.headers.get('preference-applied'), answer.headers.get('x-mock-fault')]).toEqual([200, null, null])
  })

  test('does nothing of what was asked', async () => {
    mock = await faulty([])

    expect((await make(mock, 'web', { prefer: 'code=409' })).status).toBe(409)
    expect((await ask(mock, `${CLUSTERS}/web`)).status).toBe(404)
    expect((await mock.fetch(request('/nowhere/at/all', { headers: { prefer: 'code=503' } }))).status).toBe(404)
  })
})
