import { tokenIn } from '../auth.ts'
import type { Call } from '../call.ts'
import { fingerprint } from '../ids.ts'
import { stands, type Moment } from '../moment.ts'
import { collectionOf } from '../record.ts'

/** The phases in which what a call addresses stands: of each resource that it may mean, where its scope does not stand in the path. */
export function addressedPhases(call: Call, moment: Moment): readonly string[] {
  const { route } = call
  if (route.kind !== 'found' || route.operation.behaviour === undefined) return []
  const { resource: name } = route.operation.behaviour
  const type = moment.contract.behaviour.resources[name]
  if (type?.lifecycle === undefined) return []
  const address = type.address.map((parameter) => route.params[parameter])
  const [scope, ...inner] = address
  const known = (scope === undefined ? inner : address).filter((value) => value !== undefined)
  if (known.length < address.length - (scope === undefined ? 1 : 0)) return []
  const addresses = scope === undefined ? scopesOf(call, moment).map((own) => [own, ...known]) : [known]
  const found = addresses.flatMap((one) => moment.view.get(collectionOf(name, one.slice(0, -1)), one.at(-1) ?? '') ?? [])
  return found.map((resource) => stands(moment, resource).phase)
}

/** The scopes of whoever calls. */
function scopesOf({ contract, header }: Call, { view }: Moment): readonly string[] {
  const token = tokenIn(contract.behaviour.auth, header('authorization') ?? '')
  const credential = token === undefined ? undefined : view.credential(fingerprint(token))
  return credential === undefined ? [] : [...credential.address.slice(0, 1), ...(credential.scopes ?? [])]
}
