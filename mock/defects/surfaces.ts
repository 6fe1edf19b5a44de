import type { Contract } from '../../specs/contract.ts'
import type { Call } from '../call.ts'
import type { Defect } from '../defect.ts'
import { operationsOf } from './applies.ts'
import { showsLastSecret, tokenOf } from './auth-parts.ts'
import { behaviourOf, editRefusal, editReply } from './parts.ts'

const acting = (call: Call, ...actions: readonly string[]): boolean => actions.includes(behaviourOf(call)?.action ?? '')
const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** Secrets that slip out in a form in which nobody would read them. */
export const surfaceDefects: readonly Defect[] = [
  {
    id: 'sec.secret-in-base64',
    violates: 'sec.property-exposure',
    sentence: 'Lists with a field for debugging that holds the last secret, in base64.',
    wrap: showsLastSecret(
      'x-debug-page',
      (secret) => base64(`after=1;key=${secret}`),
      (call) => acting(call, 'list'),
    ),
  },
  {
    id: 'sec.token-in-base64',
    violates: 'sec.secret-surfaces',
    sentence: 'Names in its refusals whoever has asked, with all of the credential, in base64.',
    wrap: editRefusal(['absent', 'parent-absent', 'invalid-body'], (reply, call) => ({
      ...reply,
      headers: { ...reply.headers, 'x-request-context': base64(`user:${tokenOf(call) ?? ''}`) },
    })),
  },
  {
    id: 'sec.kubeconfig-in-list',
    violates: 'sec.secret-surfaces',
    sentence: 'Adds to lists, in hexadecimal, the token of the kubeconfig that it has shown last.',
    applies: showsKubeconfig,
    wrap: (respond, contract) => {
      let last: string | undefined
      return editReply((reply, call) => {
        if (acting(call, 'view')) last = /\btoken: *["']?([\w.-]{8,})/.exec(reply.text ?? JSON.stringify(reply.body ?? ''))?.[1] ?? last
        return last === undefined || !acting(call, 'list')
          ? reply
          : { ...reply, headers: { ...reply.headers, 'x-debug-cluster': Buffer.from(last).toString('hex') } }
      })(respond, contract)
    },
  },
]

/** True where a kubeconfig with a token is shown. */
function showsKubeconfig(contract: Contract): boolean {
  return operationsOf(contract, 'view').some(({ behaviour }) => Object.values(behaviour?.shows ?? {}).some(({ text }) => text?.includes('token:') === true))
}
