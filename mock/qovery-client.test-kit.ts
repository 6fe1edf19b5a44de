import {
  CloudProviderApi,
  CloudProviderCredentialsApi,
  ClustersApi,
  Configuration,
  DefaultApi,
  IPsApi,
  OrganizationApiTokenApi,
  OrganizationClusterLockApi,
  OrganizationMainCallsApi,
  type ConfigurationParameters,
} from 'qovery-typescript-axios'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { undeclared } from './akua.test-kit.ts'
import { createMock, type Mock } from './create.ts'
import { ADMIN, START } from './qovery.test-kit.ts'

/** The vendor's own client, told of nothing but an address and what to send as `Authorization`. */
export function axiosClient(basePath: string, who: ConfigurationParameters) {
  const configuration = new Configuration({ basePath, ...who })
  return {
    clusters: new ClustersApi(configuration),
    organizations: new OrganizationMainCallsApi(configuration),
    credentials: new CloudProviderCredentialsApi(configuration),
    catalogue: new CloudProviderApi(configuration),
    locks: new OrganizationClusterLockApi(configuration),
    tokens: new OrganizationApiTokenApi(configuration),
    kubectl: new DefaultApi(configuration),
    ips: new IPsApi(configuration),
  }
}

/** An error as the client hands it on. */
export interface Failure {
  readonly status: unknown
  readonly data: unknown
  readonly type: unknown
}

const member = (value: unknown, name: string): unknown => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined)

/** What became of a call that has to fail. */
export async function failure(call: Promise<unknown>): Promise<Failure> {
  const error: unknown = await call.then(
    () => expect.fail('The call succeeded.'),
    (reason: unknown) => reason,
  )
  const response = member(error, 'response')
  if (member(error, 'isAxiosError') !== true || response === undefined) throw error
  return { status: member(response, 'status'), data: member(response, 'data'), type: member(member(response, 'headers'), 'content-type') }
}

/** An error with its status, which the body tells again with words that name what was wrong. */
export const told = (status: number, title: string, detail: RegExp) => ({
  status,
  type: 'application/json',
  data: expect.objectContaining({ status, title, error: title, detail: expect.stringMatching(detail) }),
})

/** Opens the mock for the tests of a file, empties it before each, and looks after each that no undeclared status was sent; the client is that of an administrator. */
export function openedForClient() {
  let mock: Mock
  let client: ReturnType<typeof axiosClient>
  beforeAll(async () => {
    mock = await createMock({ providers: ['qovery'], clock: { scale: 0, at: START } })
    await mock.listen()
    client = axiosClient(mock.url, { apiKey: `Token ${ADMIN}` })
  })
  beforeEach(() => mock.reset())
  afterEach(() => expect(undeclared(mock)).toEqual([]))
  afterAll(() => mock?.close())
  const later = (seconds: number) => mock.clock.advance(seconds * 1000)
  return { url: () => mock.url, client: () => client, later, ...lifeOf(() => client, later) }
}

function lifeOf(client: () => ReturnType<typeof axiosClient>, later: (seconds: number) => void) {
  /** Asks until the status is one that is waited for, a second at a time; every status on the way. */
  const poll = async (organization: string, cluster: string, until: string): Promise<readonly string[]> => {
    const seen: string[] = []
    for (let looks = 0; looks < 60; looks += 1) {
      const { data } = await client().clusters.getClusterStatus(organization, cluster)
      if (data.status !== seen.at(-1)) seen.push(data.status)
      if (data.status === until) return seen
      later(1)
    }
    return expect.fail(`Never ${until}: ${seen.join(', ')}`)
  }
  const listed = async (organization: string, cluster: string) => {
    const { data } = await client().clusters.listOrganizationCluster(organization)
    return data.results?.find(({ id }) => id === cluster)
  }
  /** An organization with credentials and a cluster that does not use them yet, all made by the client. */
  const made = async () => {
    const { clusters, credentials, organizations } = client()
    const { data: organization } = await organizations.createOrganization({ name: 'Initech', plan: 'FREE' })
    const { data: account } = await credentials.createAWSCredentials(organization.id, {
      type: 'AWS_STATIC',
      name: 'account',
      access_key_id: 'AKIAEXAMPLE1EXAMPLE1',
      secret_access_key: 'not-a-secret',
    })
    const { data: cluster } = await clusters.createCluster(organization.id, {
      name: 'production',
      region: 'eu-west-3',
      cloud_provider: 'AWS',
      instance_type: 'T3A_LARGE',
      features: [{ id: 'VPC_SUBNET', value: '10.4.0.0/16' }],
    })
    return { organization: organization.id, credentials: account.id, cluster: cluster.id }
  }
  return { poll, listed, made }
}
