/** Members of a kubeconfig whose value opens something, or nearly so: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#AuthInfo. */
const names = ['token', 'id-token', 'refresh-token', 'access-token', 'client-secret', 'client-key-data', 'password']

const member = new RegExp(`(?:^|[\\s{,"'-])(?:${names.join('|')})["']?[ \\t]*:[ \\t]*(?:"([^"\\r\\n]+)"|'([^'\\r\\n]+)'|([^\\s"'{},[\\]#]+))`, 'gm')

/** Values in a text that looks like YAML or JSON of which evidence must not show anything. */
export function credentialsIn(text: string): readonly string[] {
  return [...text.matchAll(member)].flatMap((found) => found.slice(1).find((value) => value !== undefined) ?? [])
}
