import { fromJson, toJson, type DescMethod, type DescMethodUnary, type DescService, type JsonValue, type MessageShape } from '@bufbuild/protobuf'
import {
  file_google_protobuf_field_mask,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  MethodOptions_IdempotencyLevel,
} from '@bufbuild/protobuf/wkt'
import type { Transport } from '@connectrpc/connect'
import { isObject, type Json, type JsonObject } from '../specs/json.ts'
import { message, registryOf, type Field, type File } from './connect/descriptors.test-kit.ts'

/**
 * The two services as their .proto files may well describe them: names, types and structure as the fact sheet has them. The
 * numbers are made up, because none are at hand; JSON does not need them.
 */
type Fields = Readonly<Record<string, Omit<Field, 'number'>>>

const TEXT = {}
const TIME = { type: '.google.protobuf.Timestamp' } as const
const MASK = { type: '.google.protobuf.FieldMask' } as const

const numbered = (fields: Fields): Readonly<Record<string, Field>> =>
  Object.fromEntries(Object.entries(fields).map(([name, field], index) => [name, { ...field, number: index + 1 }]))
const type = (name: string, fields: Fields) => message(name, numbered(fields))
const words = (name: string, values: readonly string[]) => ({ name, value: values.map((name, number) => ({ name, number })) })

const CKS = '.coreweave.cks.v1beta1'
const NET = '.coreweave.networking.v1beta1'

/** A service of which each method takes `<Method>Request` and gives `<Method>Response`. */
const service = (name: string, from: string, methods: readonly string[]) => ({
  name,
  method: methods.map((method) => ({
    name: method,
    inputType: `${from}.${method}Request`,
    outputType: `${from}.${method}Response`,
    // What reads has no side effects, so that a client may try to call it by GET.
    ...(method.startsWith('Get') && { options: { idempotencyLevel: MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS } }),
  })),
})

const vpcFields: Fields = {
  vpc_prefixes: { type: `${NET}.VPCPrefix`, repeated: true },
  ingress: { type: `${NET}.Ingress` },
  egress: { type: `${NET}.Egress` },
  dhcp: { type: `${NET}.DHCP` },
}
const hostFields: Fields = { host_prefix: TEXT, host_prefixes: { type: `${NET}.HostPrefix`, repeated: true } }

const networking: File = {
  syntax: 'proto3',
  name: 'coreweave/networking/v1beta1/vpc.proto',
  package: NET.slice(1),
  dependency: ['google/protobuf/timestamp.proto', 'google/protobuf/field_mask.proto'],
  enumType: [
    words('Status', ['STATUS_UNSPECIFIED', 'STATUS_CREATING', 'STATUS_READY', 'STATUS_UPDATING', 'STATUS_DELETING', 'STATUS_AVAILABLE']),
    words('HostPrefixType', ['UNSPECIFIED', 'PRIMARY', 'ROUTED', 'ATTACHED']),
  ],
  messageType: [
    type('VPCPrefix', { name: TEXT, value: TEXT, status: { type: `enum ${NET}.Status` }, created_at: TIME, updated_at: TIME }),
    type('HostPrefix', { name: TEXT, type: { type: `enum ${NET}.HostPrefixType` }, prefixes: { repeated: true } }),
    type('Ingress', { disable_public_services: { type: 'bool' } }),
    type('Egress', { disable_public_access: { type: 'bool' } }),
    type('DNS', { servers: { repeated: true } }),
    type('DHCP', { dns: { type: `${NET}.DNS` } }),
    type('VPC', { id: TEXT, name: TEXT, zone: TEXT, status: { type: `enum ${NET}.Status` }, created_at: TIME, updated_at: TIME, ...vpcFields, ...hostFields }),
    type('CreateVPCRequest', { name: TEXT, zone: TEXT, ...vpcFields, ...hostFields }),
    type('UpdateVPCRequest', { id: TEXT, update_mask: MASK, ...vpcFields }),
    ...['Get', 'Delete'].map((verb) => type(`${verb}VPCRequest`, { id: TEXT })),
    ...['Create', 'Get', 'Update', 'Delete'].map((verb) => type(`${verb}VPCResponse`, { vpc: { type: `${NET}.VPC` } })),
    type('ListVPCsRequest', {}),
    type('ListVPCsResponse', { items: { type: `${NET}.VPC`, repeated: true } }),
  ],
  service: [service('VPCService', NET, ['ListVPCs', 'CreateVPC', 'GetVPC', 'UpdateVPC', 'DeleteVPC'])],
}

const clusterFields: Fields = {
  version: TEXT,
  network: { type: `${CKS}.Network` },
  public: { type: 'bool' },
  oidc: { type: `${CKS}.OIDCConfig` },
  audit_policy: TEXT,
  kubelet: { type: '.google.protobuf.Struct' },
  additional_server_sans: { repeated: true },
  tailscale: { type: `${CKS}.Tailscale` },
}

const clusters: File = {
  syntax: 'proto3',
  name: 'coreweave/cks/v1beta1/cluster.proto',
  package: CKS.slice(1),
  dependency: ['google/protobuf/timestamp.proto', 'google/protobuf/field_mask.proto', 'google/protobuf/struct.proto'],
  enumType: [
    words(
      'Status',
      ['UNSPECIFIED', 'CREATING', 'RUNNING', 'UPDATING', 'UPGRADING', 'DELETING', 'DELETED', 'FAILED'].map((word) => `STATUS_${word}`),
    ),
    words('SigningAlgorithm', ['SIGNING_ALGORITHM_UNSPECIFIED', 'SIGNING_ALGORITHM_RS256']),
  ],
  messageType: [
    type('PortRange', { start: { type: 'int32' }, end: { type: 'int32' } }),
    type('Network', {
      pod_cidr_name: TEXT,
      service_cidr_name: TEXT,
      internal_lb_cidr_names: { repeated: true },
      service_node_port_range: { type: `${CKS}.PortRange` },
    }),
    type('OIDCConfig', { issuer_url: TEXT, client_id: TEXT, signing_algorithms: { type: `enum ${CKS}.SigningAlgorithm`, repeated: true } }),
    type('Tailscale', { client_id: TEXT, tailnet_domain: TEXT }),
    type('Cluster', {
      id: TEXT,
      name: TEXT,
      zone: TEXT,
      vpc_id: TEXT,
      status: { type: `enum ${CKS}.Status` },
      api_server_endpoint: TEXT,
      is_upgradeable: { type: 'bool' },
      created_at: TIME,
      updated_at: TIME,
      ...clusterFields,
    }),
    type('CreateClusterRequest', { name: TEXT, zone: TEXT, vpc_id: TEXT, shared_storage_cluster_id: TEXT, ...clusterFields }),
    type('UpdateClusterRequest', { id: TEXT, update_mask: MASK, ...clusterFields }),
    ...['Get', 'Delete'].map((verb) => type(`${verb}ClusterRequest`, { id: TEXT })),
    ...['Create', 'Get', 'Update', 'Delete'].map((verb) => type(`${verb}ClusterResponse`, { cluster: { type: `${CKS}.Cluster` } })),
    type('ListClustersRequest', {}),
    type('ListClustersResponse', { items: { type: `${CKS}.Cluster`, repeated: true } }),
  ],
  service: [service('ClusterService', CKS, ['ListClusters', 'CreateCluster', 'GetCluster', 'UpdateCluster', 'DeleteCluster'])],
}

const wellKnown = [file_google_protobuf_timestamp, file_google_protobuf_field_mask, file_google_protobuf_struct].map(({ proto }) => proto)
const registry = registryOf(...wellKnown, networking, clusters)

function serviceOf(name: string): DescService {
  const found = registry.getService(name)
  if (found === undefined) throw new Error(`Failed to find ${name}: it is not in the registry.`)
  return found
}

const services = [serviceOf(`${NET.slice(1)}.VPCService`), serviceOf(`${CKS.slice(1)}.ClusterService`)]

function methodOf(name: string): DescMethodUnary {
  const found = services.flatMap(({ methods }) => methods).find((method) => method.name === name)
  if (found === undefined || !isUnary(found)) throw new Error(`Failed to find ${name}: no service has such a unary method.`)
  return found
}

function isUnary(method: DescMethod): method is DescMethodUnary {
  return method.methodKind === 'unary'
}

/** Calls methods of both services by their names; messages go in and come out in their JSON form, and on the way they are messages. */
export function connectClient(transport: Transport, headers: Readonly<Record<string, string>> = {}) {
  const call = async (name: string, input: JsonValue): Promise<JsonObject> => {
    const method = methodOf(name)
    const { message } = await transport.unary(method, undefined, 5000, headers, fromJson(method.input, input))
    return shown(method, message)
  }
  /** The resource that an answer holds. */
  const one = async (name: string, input: JsonValue): Promise<JsonObject> => {
    const answer = await call(name, input)
    const [value] = Object.values(answer)
    return isObject(value) ? value : {}
  }
  return { call, one }
}

function shown(method: DescMethodUnary, answer: MessageShape<DescMethodUnary['output']>): JsonObject {
  const json: Json = JSON.parse(JSON.stringify(toJson(method.output, answer)))
  return isObject(json) ? json : {}
}
