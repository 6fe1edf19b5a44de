import { requireCluster, requireServer } from './cluster.ts'
import { pathOf, namedIn, requiredTextIn, textIn } from './spot.ts'
import { Unusable } from './unusable.ts'
import { requireCredential, requireUser } from './user.ts'
import type { Named, Spot } from './spot.ts'

/** Throws Unusable unless the document is a kubeconfig whose current context leads to a server and a credential. */
export function requireUsable(document: Spot): void {
  requireHeader(document)
  const clusters = namedIn(document, 'clusters', 'cluster')
  const contexts = namedIn(document, 'contexts', 'context')
  const users = namedIn(document, 'users', 'user')
  for (const context of contexts.values()) {
    target(context, 'cluster', clusters)
    target(context, 'user', users)
    textIn(context, 'namespace')
  }
  for (const cluster of clusters.values()) requireCluster(cluster)
  for (const user of users.values()) requireUser(user)
  const current = currentContext(document, contexts)
  requireServer(target(current, 'cluster', clusters))
  requireCredential(target(current, 'user', users))
}

/** Absent is fine, as it is for client-go; wrong is not. */
function requireHeader(document: Spot): void {
  if ((textIn(document, 'kind') ?? 'Config') !== 'Config') throw new Unusable('kind is not Config')
  if ((textIn(document, 'apiVersion') ?? 'v1') !== 'v1') throw new Unusable('apiVersion is not v1')
}

/** Without current-context the only context there is. */
function currentContext(document: Spot, contexts: ReadonlyMap<string, Named>): Named {
  const name = textIn(document, 'current-context')
  const [only] = contexts.values()
  if (name === undefined && (contexts.size > 1 || only === undefined)) throw new Unusable('current-context is missing, and there are several contexts')
  const current = name === undefined ? only : contexts.get(name)
  if (current === undefined) throw new Unusable('current-context names no context')
  return current
}

function target(context: Named, key: 'cluster' | 'user', among: ReadonlyMap<string, Named>): Named {
  const found = among.get(requiredTextIn(context, key))
  if (found === undefined) throw new Unusable(`${pathOf(context, key)} names no ${key}`)
  return found
}
