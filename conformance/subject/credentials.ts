import { isObject } from '../../specs/json.ts'
import type { Json } from '../../specs/json.ts'

/** Members of a kubeconfig whose value opens something, or nearly so: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#AuthInfo. */
const names = ['token', 'id-token', 'refresh-token', 'access-token', 'client-secret', 'client-key-data', 'password']

const member = new RegExp(`(?:^|[\\s{,"'-])(?:${names.join('|')})["']?[ \\t]*:[ \\t]*(?:"([^"\\r\\n]+)"|'([^'\\r\\n]+)'|([^\\s"'{},[\\]#]+))`, 'gm')

/** What the suite's own kubeconfigs hold begins like this. It opens nothing, and has to stay visible to whoever looks where it turns up. */
const canary = 'cp-canary'

/** Values in a text that looks like YAML or JSON of which evidence must not show anything. */
export function credentialsIn(text: string): readonly string[] {
  return [...text.matchAll(member)].flatMap((found) => found.slice(1).find((value) => value !== undefined) ?? [])
}

/** True for what the suite made up to see where it turns up: a token, or the PEM of a key, in base64 as kubeconfigs have it. */
export function isCanary(value: string): boolean {
  if (value.includes(canary)) return true
  const [, body = ''] = /-----BEGIN [A-Z ]+-----([A-Za-z0-9+/=\s]+)-----END/.exec(Buffer.from(value, 'base64').toString('latin1')) ?? []
  return Buffer.from(body, 'base64').includes(canary)
}

/** What kubeconfigs hold that are shown as strings of a JSON value, as they are or in base64. */
export function credentialsWithin(json: Json | undefined): readonly string[] {
  if (typeof json === 'string') return isKubeconfig(json) ? credentialsIn(json) : isKubeconfig(decoded(json)) ? credentialsIn(decoded(json)) : []
  if (Array.isArray(json)) return json.flatMap((item: Json) => credentialsWithin(item))
  return isObject(json) ? Object.values(json).flatMap(credentialsWithin) : []
}

/** A kubeconfig begins with one of its members, in YAML or JSON. */
function isKubeconfig(text: string): boolean {
  return text.length > 40 && /\bkind["']?[ \t]*:[ \t]*["']?Config\b/.test(text)
}

function decoded(text: string): string {
  return /^[A-Za-z0-9+/_-]{60,}=*$/.test(text) ? Buffer.from(text, 'base64').toString('utf8') : ''
}
