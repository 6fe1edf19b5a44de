import { withAt } from '../../../specs/json.ts'
import { certificateData, keyData, plain, plainConfig } from './config.ts'
import type { Json } from '../../../specs/json.ts'

/** A kubeconfig that leads elsewhere, under a name that does not exist. It may be refused, or taken and never followed. */
export interface InertKubeconfig {
  readonly name: string
  readonly text: string
  /**
   * The name that nothing bears. Together with the words of a failed attempt (`followed`) it shows in an answer that
   * somebody tried; alone it may only be quoted in a refusal.
   */
  readonly sign: string
}

/** How runtimes report a file that is not there, a program that is not there and a host that is not there. */
export const followed = /no such (?:file|host)|ENOENT|ENOTFOUND|not found in \$?PATH|executable .{0,80}not found|command not found|proxyconnect/i

/** Plugins, files and proxies, one at a time. Always the same list. */
export function inertKubeconfigs(mark: string): readonly InertKubeconfig[] {
  const command = `canary-not-found-${mark}`
  const path = (what: string): string => `/nonexistent/canary-${mark}/${what}`
  const exec = (apiVersion: string): Json => ({ exec: { apiVersion, command, args: ['token'], interactiveMode: 'Never' } })
  const proxy = `canary-proxy-${mark}.invalid`
  const pair = { 'client-certificate-data': certificateData(mark), 'client-key-data': keyData(mark).data }
  const rows: readonly (readonly [name: string, where: string, to: Json, sign: string])[] = [
    ['exec', user, exec('client.authentication.k8s.io/v1'), command],
    ['exec of a beta version', user, exec('client.authentication.k8s.io/v1beta1'), command],
    ['exec by a path', user, { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: path('plugin'), interactiveMode: 'Never' } }, path('plugin')],
    ['auth-provider', user, { 'auth-provider': { name: command, config: { 'cmd-path': path('gcloud'), 'cmd-args': 'token' } } }, path('gcloud')],
    ['tokenFile', user, { tokenFile: path('token') }, path('token')],
    ['client-certificate', user, { 'client-certificate': path('client.crt'), 'client-key-data': pair['client-key-data'] }, path('client.crt')],
    ['client-key', user, { 'client-certificate-data': pair['client-certificate-data'], 'client-key': path('client.key') }, path('client.key')],
    ['certificate-authority', `${cluster}/certificate-authority`, path('ca.crt'), path('ca.crt')],
    ['proxy-url', `${cluster}/proxy-url`, `http://${proxy}:3128`, proxy],
  ]
  return rows.map(([name, where, to, sign]) => ({ name, sign, text: plain(withAt(without(mark, where), where, to)) }))
}

const cluster = '/clusters/0/cluster'
const user = '/users/0/user'

/** A path to a certificate authority stands in place of its data, not beside it. */
function without(mark: string, where: string): Json {
  const config = plainConfig(mark)
  return where === `${cluster}/certificate-authority` ? withAt(config, `${cluster}/certificate-authority-data`, undefined) : config
}
