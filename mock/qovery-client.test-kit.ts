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
import { expect } from 'vitest'

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
