import { styled } from './text.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'

/** A kubeconfig as a value. */
export type Config = JsonObject
export type Item = JsonObject

/** The parts of a kubeconfig in their usual order. */
export function config(parts: { readonly clusters: Json; readonly contexts: Json; readonly users: Json; readonly current: string }): Config {
  return { apiVersion: 'v1', kind: 'Config', clusters: parts.clusters, contexts: parts.contexts, 'current-context': parts.current, users: parts.users }
}

/** One of each, with a token. Server `https://<mark>.clusters.example.com:6443`, token `cp-canary-<mark>`. */
export function plainConfig(mark: string): Config {
  return config({
    clusters: [{ name: 'main', cluster: { server: `https://${mark}.clusters.example.com:6443`, 'certificate-authority-data': authorityData } }],
    contexts: [{ name: 'main', context: { cluster: 'main', user: 'admin' } }],
    users: [{ name: 'admin', user: { token: tokenOf(mark) } }],
    current: 'main',
  })
}

/** One plain valid kubeconfig as block YAML. */
export function plainKubeconfig(mark: string): string {
  return plain(plainConfig(mark))
}

/** A value as block YAML, scalars quoted only where they must be. */
export function plain(value: Json): string {
  return styled(value, { layout: 'block', quotes: 'plain', crlf: false, comments: false, marker: false })
}

export function tokenOf(mark: string): string {
  return `cp-canary-${mark}`
}

/** Shaped like PEM (RFC 7468), but no certificates: real ones would need keys, and nobody is to connect. */
export const authorityData = pem('CERTIFICATE', 'cp sample authority, not a real certificate').data

export function certificateData(mark: string): string {
  return pem('CERTIFICATE', `cp sample certificate ${mark}, not a real certificate`).data
}

/** The member's value, and the body of the PEM block in it. */
export function keyData(mark: string): { readonly data: string; readonly body: string } {
  return pem('PRIVATE KEY', `cp-canary-key-${mark}, not a real key`)
}

function pem(label: string, words: string): { readonly data: string; readonly body: string } {
  const body = btoa(words)
  return { data: btoa(`-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`), body }
}
