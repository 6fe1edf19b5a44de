import type { Outcome } from '../call.ts'
import { chosenId } from '../conflict.ts'
import type { Context } from '../context.ts'
import { addressOf } from '../existence.ts'
import { fingerprint, uidOf } from '../ids.ts'
import { HINT } from '../record.ts'
import type { Change } from '../store.ts'
import { wanted } from '../wanted.ts'
import { made } from '../words.ts'
import { companions, progressOf, recordOf } from './record-of.ts'
import { written } from './reply.ts'
import { touched } from './touch.ts'

/** Makes a resource, or takes one in that is there already: the contract's trigger tells how it begins. */
export function create(context: Context): Outcome {
  const { moment, behaviour, type } = context
  const uid = uidOf(moment.seed, behaviour.resource, moment.view.next)
  const fields = wanted(context)
  const id = type.identity.from === 'server' ? made(type.identity.pattern ?? '{hex8}', uid) : chosenId(context)
  const token = isCredential(context) ? made(tokenPattern(context, id), uid) : undefined
  const resource = recordOf(moment, {
    type: behaviour.resource,
    address: [...addressOf(context, type.address.slice(0, -1)), id],
    fields,
    uid,
    ...progressOf(moment, { type: behaviour.resource, fields }, behaviour.trigger ?? behaviour.action),
    ...(token === undefined ? {} : { secret: fingerprint(token), hint: token.slice(0, HINT) }),
    ...(context.caller?.name === undefined ? {} : { caller: context.caller.name }),
  })
  const showing = { fresh: true, created: true, ...(token === undefined ? {} : { secret: token }) }
  return written(context, { resource, showing, besides: [...companions(context, resource), ...admitted(context, id), ...touched(context)] })
}

/** Whoever makes a scope may act in it. */
function admitted({ moment, type, caller }: Context, id: string): readonly Change[] {
  const { scope } = moment.contract.behaviour.auth.credentials
  if (caller?.scopes === undefined || type.address.length !== 1 || type.address[0] !== scope) return []
  return [{ kind: 'note', resource: { ...caller.credential, scopes: [...caller.scopes, id] } }]
}

function isCredential({ moment, behaviour }: Context): boolean {
  return moment.contract.behaviour.auth.credentials.resource === behaviour.resource
}

function tokenPattern({ moment }: Context, id: string): string {
  const { pattern } = moment.contract.behaviour.auth.credentials
  return (pattern ?? 'token_{hex32}').replaceAll('{id}', id)
}
