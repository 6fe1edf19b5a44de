import { withAt } from '../../../specs/json.ts'
import { certificateData, keyData, plain, plainConfig, plainKubeconfig, tokenOf } from './config.ts'
import type { Json } from '../../../specs/json.ts'

/** A kubeconfig with one violation. */
export interface BrokenKubeconfig {
  readonly name: string
  readonly text: string
  /** Must not be seen again, whatever the answer. */
  readonly secrets: readonly string[]
  /** `either` where readers may be lenient: client-go takes absent values, some providers take unused leftovers. */
  readonly expectation: 'refused' | 'either'
}

/** Every violation once, always the same list. Nothing in them acts, and no host exists. */
export function brokenKubeconfigs(mark: string): readonly BrokenKubeconfig[] {
  const key = keyData(mark)
  const secrets = [tokenOf(mark), key.data, key.body]
  return [...broken(mark), ...changed(mark)].map(([name, text, expectation]) => ({ name, text, expectation: expectation ?? 'refused', secrets }))
}

type Row = readonly [name: string, text: string, expectation?: 'either']

/** Violations of the text. */
function broken(mark: string): readonly Row[] {
  const good = plainKubeconfig(mark)
  const token = `token: ${tokenOf(mark)}`
  return [
    ['indented by tabs', good.replace(`      ${token}`, `\t\t\t${token}`)],
    ['a quote that does not end', good.replace(token, `token: '${tokenOf(mark)}`)],
    ['a bracket that does not end', `${good}extensions: [`],
    ['binary', `\u007fELF\u0002\u0001\u0001\u0000\u0000${tokenOf(mark)}`],
    ['empty', ''],
    ['blanks only', ' \n \n'],
    ['a comment only', `# ${tokenOf(mark)}\n`],
    ['a scalar', `${tokenOf(mark)}\n`],
    ['a list', `- ${good.trimEnd().replaceAll('\n', '\n  ')}\n`],
    ['a second document', `${good}---\n${good}`, 'either'],
    ['text after the end of the document', `${good}...\n]]\n`, 'either'],
    ['the same key twice', good.replace(token, `${token}\n      ${token}`)],
    ['a word of YAML 1.1 as a name', good.replace('- name: admin', '- name: no').replace('user: admin', 'user: no'), 'either'],
    ['a number as the token', good.replace(token, 'token: 012'), 'either'],
  ]
}

type Change = readonly [name: string, where: string, to: Json | undefined, expectation?: 'either']

const cluster = '/clusters/0/cluster'
const server = `${cluster}/server`
const authority = `${cluster}/certificate-authority-data`
const user = '/users/0/user'

/** Violations of the structure: one member of the plain document becomes another value, or goes. */
function changed(mark: string): readonly Row[] {
  const host = `${mark}.clusters.example.com`
  const changes: readonly Change[] = [
    ...structure,
    ['server without a scheme', server, `${host}:6443`],
    ['server by http', server, `http://${host}`],
    ['server by file', server, `file:///nonexistent/canary-${mark}`],
    ['server with credentials', server, `https://admin:${tokenOf(mark)}@${host}`],
    ['authority that is a key', authority, keyData(mark).data],
    ['certificate without its key', user, { 'client-certificate-data': certificateData(mark) }, 'either'],
    ['key without its certificate', user, { 'client-key-data': keyData(mark).data }, 'either'],
    ['certificate that is a key', user, { 'client-certificate-data': keyData(mark).data, 'client-key-data': keyData(mark).data }],
    ['key that is a certificate', user, { 'client-certificate-data': certificateData(mark), 'client-key-data': certificateData(mark) }],
    ['token that is a list', `${user}/token`, [tokenOf(mark)]],
    ['the same cluster twice', '/clusters/1', { name: 'main', cluster: { server: `https://other-${mark}.clusters.example.com` } }, 'either'],
    ['the same user twice', '/users/1', { name: 'admin', user: { token: tokenOf(mark) } }, 'either'],
  ]
  return changes.map(([name, where, to, expectation]) => {
    const text = plain(withAt(plainConfig(mark), where, to))
    return expectation === undefined ? [name, text] : [name, text, expectation]
  })
}

const structure: readonly Change[] = [
  ['another kind', '/kind', 'Pod'],
  ['another version', '/apiVersion', 'v2', 'either'],
  ['no kind', '/kind', undefined, 'either'],
  ['no version', '/apiVersion', undefined, 'either'],
  ['no clusters', '/clusters', undefined],
  ['an empty list of clusters', '/clusters', []],
  ['clusters that are a mapping', '/clusters', {}],
  ['clusters that are text', '/clusters', 'main'],
  ['a cluster without its body', cluster, undefined],
  ['a cluster without a name', '/clusters/0/name', undefined],
  ['a number as the name of a cluster', '/clusters/0/name', 12],
  ['no contexts', '/contexts', undefined],
  ['an empty list of contexts', '/contexts', []],
  ['no users', '/users', undefined],
  ['an empty list of users', '/users', []],
  ['a user without credentials', user, {}],
  ['no current context, of one', '/current-context', undefined, 'either'],
  ['a current context that is not there', '/current-context', 'nowhere'],
  ['a current context that is a list', '/current-context', ['main']],
  ['a context of an unknown cluster', '/contexts/0/context/cluster', 'nowhere'],
  ['a context of an unknown user', '/contexts/0/context/user', 'nobody'],
  ['an unused context of an unknown user', '/contexts/1', { name: 'unused', context: { cluster: 'main', user: 'nobody' } }, 'either'],
  ['no server', server, undefined],
  ['an empty server', server, ''],
  ['a number as the server', server, 6443],
  ['server without a host', server, 'https://:6443'],
  ['authority that is not base64', authority, '*** not base64 ***'],
  ['authority that is not PEM', authority, btoa('not PEM at all')],
]
