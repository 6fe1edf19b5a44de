import { requirePem } from './pem.ts'
import { flagIn, listIn, mappingIn, mappingsIn, pathOf, requiredTextIn, textIn, valueIn } from './spot.ts'
import { Unusable } from './unusable.ts'
import type { Spot } from './spot.ts'

const files = ['client-certificate', 'client-key', 'tokenFile']

/** Throws Unusable where a user has members of wrong types, half a key pair, or leads to a file. Plugins are data here. */
export function requireUser(user: Spot): void {
  for (const key of files) if (textIn(user, key) !== undefined) throw new Unusable(`${pathOf(user, key)} names a file, which is not read`)
  for (const key of ['token', 'username', 'password']) textIn(user, key)
  const certificate = requirePem(user, 'client-certificate-data', 'CERTIFICATE')
  const key = requirePem(user, 'client-key-data', 'PRIVATE KEY')
  if (certificate !== key) throw new Unusable(`${user.at} has ${certificate ? 'a client certificate without its key' : 'a client key without its certificate'}`)
  requireExec(user)
  requireProvider(user)
}

/** Throws Unusable where a user could not authenticate at all. */
export function requireCredential(user: Spot): void {
  const has = (key: string): boolean => textIn(user, key) !== undefined
  const some = has('token') || has('client-certificate-data') || (has('username') && has('password'))
  if (!some && valueIn(user, 'exec') === undefined && valueIn(user, 'auth-provider') === undefined) throw new Unusable(`${user.at} has no credential`)
}

function requireExec(user: Spot): void {
  const exec = mappingIn(user, 'exec')
  if (exec === undefined) return
  requiredTextIn(exec, 'command')
  requiredTextIn(exec, 'apiVersion')
  for (const key of ['installHint', 'interactiveMode']) textIn(exec, key)
  flagIn(exec, 'provideClusterInfo')
  for (const [index, argument] of (listIn(exec, 'args') ?? []).entries()) {
    if (typeof argument !== 'string') throw new Unusable(`${pathOf(exec, 'args')}[${index}] is not text`)
  }
  for (const variable of mappingsIn(exec, 'env')) {
    requiredTextIn(variable, 'name')
    textIn(variable, 'value')
  }
}

function requireProvider(user: Spot): void {
  const provider = mappingIn(user, 'auth-provider')
  if (provider === undefined) return
  requiredTextIn(provider, 'name')
  const config = mappingIn(provider, 'config')
  if (config !== undefined) for (const key of Object.keys(config.members)) requireSetting(config, key)
}

/** The keys are the document's own, so they are not named in the refusal. */
function requireSetting({ at, members }: Spot, key: string): void {
  if (typeof members[key] !== 'string' && members[key] !== null) throw new Unusable(`${at} has a member that is not text`)
}
