import { afterEach, expect, test } from 'vitest'
import { createMock, type Mock, type MockOptions } from './create.ts'

const mocks: Mock[] = []
afterEach(() => Promise.all(mocks.splice(0).map((mock) => mock.close())))

async function serving(options: MockOptions): Promise<Mock> {
  const mock = await createMock({ providers: ['qovery'], clock: 'frozen', ...options })
  mocks.push(mock)
  return mock
}

/** Deploys the sample cluster over a socket, as the vendor's command line does. */
async function deploy(mock: Mock): Promise<Response> {
  const { token = '', params = {} } = mock.contracts[0]?.behaviour.seed.principals['admin'] ?? {}
  const headers = { authorization: `Token ${token}` }
  const origin = await mock.listen()
  const clusters = `${origin}/organization/${params['organizationId']}/cluster`
  const { results } = (await (await fetch(clusters, { headers })).json()) as { results: { id: string }[] }
  return fetch(`${clusters}/${results[0]?.id}/deploy`, { method: 'POST', headers })
}

test('answers with the status of the document, unless a tolerated one is asked for', async () => {
  expect((await deploy(await serving({}))).status).toBe(201)

  const other = await deploy(await serving({ successes: { deployCluster: 200 } }))

  expect(other.status).toBe(200)
  expect(await other.json()).toMatchObject({ status: 'DEPLOYMENT_QUEUED' })
})

test.each([
  [{ deployCluster: 204 }, 'deployCluster is answered with 201 or 200 or 202, and not with 204'],
  [{ deployClutser: 200 }, '"deployClutser" is no operation'],
  [{ stopCluster: 200 }, '"stopCluster" is no operation; StopCluster is one'],
  [{ deployCluster: 404 }, 'deployCluster is answered with 201 or 200 or 202, and not with 404'],
])('refuses a status that no contract lets an operation have: %j', async (successes, why) => {
  await expect(createMock({ providers: ['qovery'], successes })).rejects.toThrow(`Failed to set a status of success: ${why}.`)
})
