import { requirePem } from './pem.ts'
import { flagIn, pathOf, requiredTextIn, textIn } from './spot.ts'
import { Unusable } from './unusable.ts'
import type { Spot } from './spot.ts'

/** Hosts that stand for a cluster that does not answer, and for credentials that may do nothing. None is contacted. */
const sampleFailures: Readonly<Record<string, string>> = {
  'unreachable.invalid': 'is a host that does not answer',
  'forbidden.invalid': 'is a host that grants these credentials nothing',
}

/** Throws Unusable where a cluster has members of wrong types, or leads to a file or a proxy. */
export function requireCluster(cluster: Spot): void {
  textIn(cluster, 'server')
  textIn(cluster, 'tls-server-name')
  if (textIn(cluster, 'certificate-authority') !== undefined) throw new Unusable(`${pathOf(cluster, 'certificate-authority')} names a file, which is not read`)
  if (textIn(cluster, 'proxy-url') !== undefined) throw new Unusable(`${pathOf(cluster, 'proxy-url')} is not supported`)
  const unverified = flagIn(cluster, 'insecure-skip-tls-verify')
  const authority = requirePem(cluster, 'certificate-authority-data', 'CERTIFICATE')
  if (unverified && authority) throw new Unusable(`${cluster.at} has both certificate-authority-data and insecure-skip-tls-verify`)
}

/** Throws Unusable unless `server` is an https URL with a host and no credentials. Loopback hosts pass: kind makes them. */
export function requireServer(cluster: Spot): void {
  const at = pathOf(cluster, 'server')
  const text = requiredTextIn(cluster, 'server')
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(text)?.[1]
  if (authority === undefined || /[\s\\\p{Cc}]/u.test(text)) throw new Unusable(`${at} is not an absolute URL`)
  if (!/^https:/i.test(text)) throw new Unusable(`${at} is not an https URL`)
  if (authority.includes('@')) throw new Unusable(`${at} has credentials in it`)
  if (authority === '' || authority.startsWith(':')) throw new Unusable(`${at} has no host`)
  if (!URL.canParse(text)) throw new Unusable(`${at} is not an absolute URL`)
  const host = new URL(text).hostname.replace(/\.$/, '')
  const failure = Object.hasOwn(sampleFailures, host) ? sampleFailures[host] : undefined
  if (failure !== undefined) throw new Unusable(`${at} ${failure}`)
}
