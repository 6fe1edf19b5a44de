import { answerOf } from '../../history.ts'
import { derived, grounds } from '../rules.ts'
import { finding } from './invariant.ts'
import type { Invariant } from './invariant.ts'

/** What stands in evidence for a secret that the subject has shown, or that was sent to it. */
const placeholder = /\{(?:secret-\d+|kubeconfig|admin|readonly|other)\}/

/** Secrets never surface (I12): what a create has shown once, and what was sent to stay secret, is in no later answer. */
export const secretsStayHidden: Invariant = (_, deed, rules) => {
  if (!['read', 'list', 'update', 'delete', 'work'].includes(deed.doing)) return undefined
  const answer = answerOf(deed.exchange)
  const found = placeholder.exec(answer?.body ?? '')?.[0]
  if (found === undefined) return undefined
  const place = answer?.hidden?.[0]
  return finding(deed, {
    invariant: 'secrets never surface',
    expected: 'no secret in an answer that is not the place for it',
    actual: `${found}${place === undefined ? ' in the text of the answer' : ` at ${place}`}`,
    leansOn: [...grounds(rules, 'create'), derived('what is shown once is shown nowhere else')],
  })
}
