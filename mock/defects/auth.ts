import type { Defect } from '../defect.ts'
import { forbidsSome, knowsReader, knowsStranger, operationsOf } from './applies.ts'
import { inOrder, opened, otherScheme, tokenOf, unrestricted, withToken, wordOf } from './auth-parts.ts'
import { accepts, behaviourOf, doesAnyway, editCall, editRefusal, located, withBehaviour, withHeader, withoutReplyHeader } from './parts.ts'

const reads = ['list', 'read', 'view']

/** Who may do what: credentials missing, bad, in the wrong place, or without the right. */
export const authDefects: readonly Defect[] = [
  {
    id: 'auth.no-challenge',
    violates: 'auth.missing-401',
    sentence: 'Refuses with 401 and does not say how to authenticate.',
    wrap: editRefusal(['unauthenticated'], (reply) => withoutReplyHeader(reply, 'www-authenticate')),
  },
  {
    id: 'auth.missing-is-403',
    violates: 'auth.missing-401',
    sentence: 'Answers a request without credentials as if the right were missing: 403.',
    applies: ({ behaviour }) => behaviour.errors.refusals.unauthenticated?.tolerated?.includes(403) !== true,
    wrap: editRefusal(['unauthenticated'], (reply, call) => (call.header('authorization') === undefined ? { ...reply, status: 403 } : reply)),
  },
  {
    id: 'auth.view-unprotected',
    violates: 'auth.all-operations-protected',
    sentence: 'Serves a route that was mounted before the authentication to anybody.',
    applies: (contract) => operationsOf(contract, 'view').some(({ open }) => !open),
    wrap: accepts(['unauthenticated'], (call, around) => (behaviourOf(call)?.action === 'view' ? opened(call, around) : call)),
  },
  {
    id: 'auth.deletes-for-anybody',
    violates: 'auth.all-operations-protected',
    sentence: 'Refuses a deletion without credentials and deletes anyway.',
    wrap: doesAnyway(['unauthenticated'], (call, around) => (behaviourOf(call)?.action === 'delete' ? opened(call, around) : call)),
  },
  {
    id: 'auth.creates-for-anybody',
    violates: 'auth.all-operations-protected',
    sentence: 'Refuses a creation without credentials and creates anyway.',
    wrap: doesAnyway(['unauthenticated'], (call, around) => (behaviourOf(call)?.action === 'create' ? opened(call, around) : call)),
  },
  {
    id: 'auth.validates-for-anybody',
    violates: 'auth.all-operations-protected',
    sentence: 'Validates bodies before it asks for credentials, and so tells strangers its schema.',
    wrap: editCall((call) => (call.header('authorization') === undefined ? inOrder(call, 'content', 'authenticate') : call)),
  },
  {
    id: 'auth.token-by-prefix',
    violates: 'auth.bad-token',
    sentence: 'Compares no more of a token than a valid one is long, so that whatever follows is ignored.',
    wrap: editCall((call) => {
      const sent = tokenOf(call)
      const known = Object.values(call.contract.behaviour.seed.principals).find(({ token }) => sent?.startsWith(token))
      return known === undefined ? call : withToken(call, known.token)
    }),
  },
  {
    id: 'auth.scheme-in-one-case',
    violates: 'auth.bad-token',
    sentence: 'Knows the scheme in one spelling only and refuses it in lower case.',
    wrap: editCall((call) => {
      const isSpelt = (call.header('authorization') ?? '').startsWith(`${wordOf(call.contract)} `)
      return isSpelt || otherScheme(call) !== undefined ? call : withHeader(call, 'authorization', undefined)
    }),
  },
  {
    id: 'auth.one-scheme-only',
    violates: 'auth.other-schemes',
    sentence: 'Takes a token under one scheme only.',
    applies: ({ behaviour }) => behaviour.auth.also !== undefined,
    wrap: editCall((call) => (otherScheme(call) === undefined ? call : withHeader(call, 'authorization', undefined))),
  },
  {
    id: 'auth.other-scheme-unchecked',
    violates: 'auth.other-schemes',
    sentence: 'Lets anybody in whose token stands under the other scheme.',
    applies: ({ behaviour }) => behaviour.auth.also !== undefined,
    wrap: editCall((call) => {
      const admin = call.contract.behaviour.seed.principals['admin']
      return admin === undefined || otherScheme(call) === undefined ? call : withToken(call, admin.token)
    }),
  },
  {
    id: 'auth.token-in-query',
    violates: 'auth.multiple-methods',
    sentence: 'Takes a token from the query where the header has none.',
    wrap: editCall((call) => {
      const token = queryToken(call.target)
      return token === undefined || call.header('authorization') !== undefined ? call : withToken(call, token)
    }),
  },
  {
    id: 'auth.query-overrides',
    violates: 'auth.multiple-methods',
    sentence: 'Prefers a token in the query to the one in the header.',
    wrap: editCall((call) => {
      const token = queryToken(call.target)
      return token === undefined || call.header('authorization') === undefined ? call : withToken(call, token)
    }),
  },
  {
    id: 'auth.role-ignored',
    violates: 'auth.scope-403',
    sentence: 'Asks for a credential but not for its role, so that readers create.',
    wrap: accepts(['missing-role'], (call) => (behaviourOf(call)?.action === 'create' ? unrestricted(call) : call)),
  },
  {
    id: 'auth.role-checked-too-late',
    violates: 'auth.scope-403',
    sentence: 'Tells a reader that the right is missing after having deleted what was asked for.',
    wrap: doesAnyway(['missing-role'], (call) => (behaviourOf(call)?.action === 'delete' ? unrestricted(call) : call)),
  },
  {
    id: 'auth.role-changes-anyway',
    violates: 'auth.scope-403',
    sentence: 'Tells a reader that the right is missing after having changed what was asked for.',
    applies: (contract) => forbidsSome(contract, 'update'),
    wrap: doesAnyway(['missing-role'], (call) => (behaviourOf(call)?.action === 'update' ? unrestricted(call) : call)),
  },
  {
    id: 'auth.reader-refused',
    violates: 'auth.role-allowed',
    sentence: 'Keeps from readers something that their role allows them to read.',
    wrap: editCall((call) =>
      withBehaviour(call, (behaviour) => {
        const readable = operationsOf(call.contract, 'list', 'read', 'view').map(({ id }) => id)
        const roles = Object.entries(behaviour.auth.roles).map(([name, role]) => {
          const rule = role.allows?.find(({ basis }) => basis === 'documented') ?? role.allows?.[0]
          const allowed = (rule?.operations ?? []).filter((id) => readable.includes(id))
          const forbids = [...(role.forbids ?? []), { operations: allowed.slice(-1), basis: 'assumed' as const, source: 'this defect' }]
          return [name, role.forbids === undefined ? role : { ...role, forbids }] as const
        })
        return { ...behaviour, auth: { ...behaviour.auth, roles: Object.fromEntries(roles) } }
      }),
    ),
  },
  {
    id: 'auth.looks-before-credentials',
    violates: 'auth.checks-first',
    sentence: 'Tells somebody without credentials whether a resource exists.',
    wrap: editCall((call, around) => inOrder(located(call, around), 'existence', 'authenticate')),
  },
  {
    id: 'auth.validates-before-role',
    violates: 'auth.checks-first',
    sentence: 'Validates the body of somebody without the right before it refuses.',
    applies: knowsReader,
    wrap: editCall((call) => inOrder(call, 'content', 'role')),
  },
  {
    id: 'auth.looks-before-membership',
    violates: 'auth.checks-first',
    sentence: 'Tells a stranger whether a resource of another tenant exists.',
    applies: knowsStranger,
    wrap: editCall((call, around) => (reads.includes(behaviourOf(call)?.action ?? '') ? inOrder(located(call, around), 'existence', 'membership') : call)),
  },
  {
    id: 'auth.open-needs-credentials',
    violates: 'auth.open-operations',
    sentence: 'Asks for credentials where the document says that none are needed.',
    wrap: editCall((call) => (call.route.kind === 'found' ? { ...call, route: { ...call.route, operation: { ...call.route.operation, open: false } } } : call)),
  },
  {
    id: 'auth.open-reads-header',
    violates: 'auth.open-whatever-is-sent',
    sentence: 'Refuses a public request because of whatever stands in a header that it does not need.',
    wrap: editCall((call) => {
      const { route } = call
      return route.kind === 'found' && route.operation.open && call.header('authorization') !== undefined
        ? { ...call, route: { ...route, operation: { ...route.operation, open: false } } }
        : call
    }),
  },
]

function queryToken(target: string): string | undefined {
  return new URLSearchParams(target.split('?', 2)[1] ?? '').get('access_token') ?? undefined
}
