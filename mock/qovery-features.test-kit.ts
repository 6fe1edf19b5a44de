import type { Json } from '../specs/json.ts'
import { clouds } from './qovery.test-kit.ts'

export const awsNetwork = {
  aws_vpc_eks_id: 'vpc-1',
  eks_subnets_zone_a_ids: ['subnet-a'],
  eks_subnets_zone_b_ids: ['subnet-b'],
  eks_subnets_zone_c_ids: ['subnet-c'],
} as const
/** The least that Karpenter needs. */
export const karpenter = {
  spot_enabled: false,
  disk_size_in_gib: 50,
  default_service_architecture: 'AMD64',
  qovery_node_pools: { requirements: [{ key: 'Arch', operator: 'In', values: ['AMD64'] }] },
} as const
export const limits = { enabled: true, max_cpu_in_vcpu: 8, max_memory_in_gibibytes: 32 } as const
export const scalewayGateway = { nat_gateway_type: { provider: 'scaleway', type: 'VPC-GW-M' } } as const
export const gcpGateway = { nat_gateway_type: { provider: 'gcp', static_ips_enabled: true, static_ips_count: 2 } } as const

export interface Kind {
  readonly cloud: keyof typeof clouds
  readonly id: string
  readonly type: string
  readonly value: Json
  /** What is shown of it, where more than what was sent. */
  readonly shown?: Json
  /** Another value that would do. */
  readonly other: Json
  /** A value of another kind. */
  readonly wrong: Json
  /** What becomes of another value in an edit: taken, unless told otherwise. */
  readonly change?: 'refused' | 'ignored'
}

/** The features that clients know, by cloud: section 3.5 of the fact sheet. */
export const kinds: readonly Kind[] = [
  ...(['AWS', 'AZURE', 'SCW'] as const).map(
    (cloud) => ({ cloud, id: 'VPC_SUBNET', type: 'STRING', value: '10.1.0.0/16', other: '10.2.0.0/16', wrong: true, change: 'refused' }) as const,
  ),
  ...(['AWS', 'GCP'] as const).map((cloud) => ({ cloud, id: 'STATIC_IP', type: 'BOOLEAN', value: true, other: false, wrong: 'yes' })),
  {
    cloud: 'AWS',
    id: 'EXISTING_VPC',
    type: 'AWS_USER_PROVIDED_NETWORK',
    value: awsNetwork,
    shown: { ...awsNetwork, eks_create_nodes_in_private_subnet: true },
    other: { ...awsNetwork, aws_vpc_eks_id: 'vpc-2' },
    wrong: { vpc_name: 'shared' },
    change: 'ignored',
  },
  {
    cloud: 'GCP',
    id: 'EXISTING_VPC',
    type: 'GCP_USER_PROVIDED_NETWORK',
    value: { vpc_name: 'shared' },
    shown: { vpc_name: 'shared', private_nodes: false },
    other: { vpc_name: 'other' },
    wrong: awsNetwork,
    change: 'ignored',
  },
  {
    cloud: 'AWS',
    id: 'KARPENTER',
    type: 'KARPENTER',
    value: { ...karpenter, qovery_node_pools: { ...karpenter.qovery_node_pools, gpu_override: { limits } } },
    shown: {
      ...karpenter,
      qovery_node_pools: { ...karpenter.qovery_node_pools, gpu_override: { limits: { ...limits, max_gpu: 0 }, disk_size_in_gib: 100, spot_enabled: false } },
    },
    other: { ...karpenter, disk_size_in_gib: 80 },
    wrong: true,
  },
  { cloud: 'SCW', id: 'NAT_GATEWAY', type: 'NAT_GATEWAY', value: scalewayGateway, other: { nat_gateway_type: null }, wrong: 'VPC-GW-M' },
  {
    cloud: 'GCP',
    id: 'NAT_GATEWAY',
    type: 'NAT_GATEWAY',
    value: gcpGateway,
    other: { nat_gateway_type: null },
    wrong: { nat_gateway_type: { provider: 'gcp' } },
  },
  { cloud: 'GCP', id: 'GKE_KMS_KEY', type: 'STRING', value: 'projects/p/keys/k', other: 'projects/p/keys/l', wrong: false, change: 'refused' },
  { cloud: 'SCW', id: 'SCW_CONTROL_PLANE_TYPE', type: 'STRING', value: 'KAPSULE', other: 'KAPSULE_DEDICATED8', wrong: { type: 'KAPSULE' } },
]
