import fc from 'fast-check'
import { authorityData, certificateData, config, keyData, tokenOf } from './kubeconfig/config.ts'
import { styled } from './kubeconfig/text.ts'
import type { Config, Item } from './kubeconfig/config.ts'
import type { Style } from './kubeconfig/text.ts'

export { brokenKubeconfigs } from './kubeconfig/broken.ts'
export { plainKubeconfig } from './kubeconfig/config.ts'
export { followed, inertKubeconfigs } from './kubeconfig/inert.ts'
export { unsafeYaml } from './kubeconfig/unsafe.ts'
export type { BrokenKubeconfig } from './kubeconfig/broken.ts'
export type { InertKubeconfig } from './kubeconfig/inert.ts'

/** A kubeconfig that must be taken. */
export interface KubeconfigSample {
  readonly text: string
  /** Of the cluster that current-context leads to. */
  readonly server: string
  /** What must never be seen again: tokens, key data, and the bodies of the keys within. */
  readonly secrets: readonly string[]
}

/** Valid kubeconfigs of all shapes and styles, whose current context leads to `https://<mark>.clusters.example.com:6443`. */
export function kubeconfigs(mark: string): fc.Arbitrary<KubeconfigSample> {
  return fc.tuple(drafts, styles).map(([draft, style]) => {
    const server = `https://${mark}.clusters.example.com:6443`
    const users = draft.users.map((user, index) => credential(`${mark}-${index}`, user.byCertificate))
    return { text: styled(document(mark, draft), style), server, secrets: users.flatMap(({ secrets }) => secrets) }
  })
}

interface Draft {
  readonly clusters: readonly { readonly name: string; readonly authority: boolean }[]
  readonly users: readonly { readonly name: string; readonly byCertificate: boolean }[]
  /** The first one is the current one; numbers are reduced to the clusters and users there are. */
  readonly contexts: readonly { readonly name: string; readonly cluster: number; readonly user: number; readonly namespace: string | undefined }[]
  /** Where the lists of the document are rotated to, and the members of the document. */
  readonly turns: readonly number[]
}

const names = fc.constantFrom(
  'main',
  'prod.eu-1',
  'admin@prod',
  'arn:aws:eks:eu-1:1:cluster/x',
  'büro-düsseldorf',
  'クラスター',
  'on',
  '012',
  "it's a name",
  '#1: "one"',
)
const any = fc.nat({ max: 5 })

function few<T extends { readonly name: string }>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.uniqueArray(item, { minLength: 1, maxLength: 3, selector: ({ name }) => name })
}

const drafts: fc.Arbitrary<Draft> = fc.record({
  clusters: few(fc.record({ name: names, authority: fc.boolean() })),
  users: few(fc.record({ name: names, byCertificate: fc.boolean() })),
  contexts: few(fc.record({ name: names, cluster: any, user: any, namespace: fc.option(fc.constantFrom('default', 'team-a'), { nil: undefined }) })),
  turns: fc.array(any, { minLength: 4, maxLength: 4 }),
})

const styles: fc.Arbitrary<Style> = fc.record({
  layout: fc.constantFrom('block', 'flow', 'json'),
  quotes: fc.constantFrom('plain', 'single', 'double'),
  crlf: fc.boolean(),
  comments: fc.boolean(),
  marker: fc.boolean(),
})

function document(mark: string, draft: Draft): Config {
  const [current] = draft.contexts
  const target = (current?.cluster ?? 0) % draft.clusters.length
  const clusters = draft.clusters.map(({ name, authority }, index) => {
    const host = index === target ? mark : `other-${index}-${mark}`
    return { name, cluster: { server: `https://${host}.clusters.example.com:6443`, ...(authority ? { 'certificate-authority-data': authorityData } : {}) } }
  })
  const users = draft.users.map(({ name, byCertificate }, index) => ({ name, user: credential(`${mark}-${index}`, byCertificate).user }))
  const contexts = draft.contexts.map(({ name, cluster, user, namespace }) => ({
    name,
    context: {
      cluster: draft.clusters[cluster % draft.clusters.length]?.name ?? '',
      user: draft.users[user % draft.users.length]?.name ?? '',
      ...(namespace === undefined ? {} : { namespace }),
    },
  }))
  return turned(config({ clusters, contexts, users, current: current?.name ?? '' }), draft.turns)
}

function credential(mark: string, byCertificate: boolean): { readonly user: Item; readonly secrets: readonly string[] } {
  if (!byCertificate) return { user: { token: tokenOf(mark) }, secrets: [tokenOf(mark)] }
  const key = keyData(mark)
  return { user: { 'client-certificate-data': certificateData(mark), 'client-key-data': key.data }, secrets: [key.data, key.body] }
}

/** The same document with its members, and the items of its lists, in another order. */
function turned(from: Config, [members = 0, ...lists]: readonly number[]): Config {
  const rotated = Object.entries(from).map(([key, value], index) => [key, Array.isArray(value) ? turn(value, lists[index % 3] ?? 0) : value] as const)
  return Object.fromEntries(turn(rotated, members))
}

function turn<T>(items: readonly T[], by: number): T[] {
  const from = by % items.length
  return [...items.slice(from), ...items.slice(0, from)]
}
