import type { Json } from '../../specs/json.ts'
import { isObject } from '../../specs/json.ts'
import type { Defect } from '../defect.ts'
import type { Resource } from '../record.ts'
import { viewWith } from '../store.ts'
import { onCredentials } from './auth-parts.ts'
import { eachItem } from './lifecycle-parts.ts'
import { behaviourOf, editBody, editCall, editReply, withBehaviour } from './parts.ts'

/** The life of a credential: shown once, valid until it expires or is revoked. */
export const authLifetimeDefects: readonly Defect[] = [
  {
    id: 'auth.revocation-ignored',
    violates: 'auth.revocation',
    sentence: 'Takes credentials for what they say, and never asks whether they were revoked.',
    wrap: remembering(() => true),
  },
  {
    id: 'auth.revoked-still-reads',
    violates: 'auth.revocation',
    sentence: 'Refuses to write with a revoked credential, and goes on reading with it from a cache.',
    wrap: remembering((action) => action === 'read' || action === 'view'),
  },
  {
    id: 'auth.expiry-ignored',
    violates: 'auth.expired-refused',
    sentence: 'Stores when a credential expires and accepts it afterwards all the same.',
    wrap: editCall((call) =>
      withBehaviour(call, (behaviour) => {
        const { expires: _, ...credentials } = behaviour.auth.credentials
        return { ...behaviour, auth: { ...behaviour.auth, credentials } }
      }),
    ),
  },
  {
    id: 'auth.expires-early',
    violates: 'auth.expired-refused',
    sentence: 'Takes a credential that expires within the hour for one that has expired.',
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, { ...around, now: around.now + 3_600_000 })
      return outcome.reply.refusal === 'unauthenticated' ? outcome : respond(call, around)
    },
  },
  {
    id: 'auth.secret-in-list',
    violates: 'auth.secret-shown-once',
    sentence: 'Keeps raw credentials and shows them in every list.',
    wrap: (respond, contract) => {
      const { secret, resource } = contract.behaviour.auth.credentials
      const field = contract.behaviour.resources[resource]?.identity.field ?? 'id'
      const shown = new Map<Json | undefined, Json>()
      const noting = editBody(['create'], (body, call) => {
        const raw = body[secret]
        if (onCredentials(call) && raw !== undefined) shown.set(body[field], raw)
        return body
      })
      const told = (item: Json) => withSecret(item, { secret, raw: shown.get(isObject(item) ? item[field] : undefined) })
      const telling = editReply((reply, call) =>
        onCredentials(call) && behaviourOf(call)?.action === 'list' ? eachItem(reply, { call }, (items) => items.map(told)) : reply,
      )
      return telling(noting(respond, contract), contract)
    },
  },
  {
    id: 'auth.secret-never-shown',
    violates: 'auth.secret-shown-once',
    sentence: 'Makes a credential and shows it to nobody, not even on creation.',
    wrap: editBody(['create'], (body, call) => {
      const { secret } = call.contract.behaviour.auth.credentials
      return onCredentials(call) ? Object.fromEntries(Object.entries(body).filter(([name]) => name !== secret)) : body
    }),
  },
]

/** Remembers every credential that was removed, and accepts it for some actions as if it were still there. */
function remembering(accepts: (action: string) => boolean): Defect['wrap'] {
  return (respond) => {
    const revoked = new Map<string, Resource>()
    return (call, around) => {
      const still = accepts(behaviourOf(call)?.action ?? '')
      const { view } = around
      const outcome = respond(call, {
        ...around,
        view: viewWith(view, { credential: (secret) => view.credential(secret) ?? (still ? revoked.get(secret) : undefined) }),
      })
      for (const change of outcome.changes)
        if (change.kind === 'remove' && change.resource.secret !== undefined) revoked.set(change.resource.secret, change.resource)
      return outcome
    }
  }
}

function withSecret(item: Json, { secret, raw }: { readonly secret: string; readonly raw: Json | undefined }): Json {
  return isObject(item) && raw !== undefined ? { ...item, [secret]: raw } : item
}
