import { reporter } from './rule.ts'
import type { Judge, Rule } from './rule.ts'

const undeclared = reporter('idempotency-declared')
const badHeader = reporter('idempotency-header')
const silent = reporter('idempotency-header', 'warning')
const badRange = reporter('range')

/** What `idempotency` says of itself. */
export const idempotencyRules: Rule = ({ behaviour }) => {
  const key = behaviour.idempotency?.key
  if (key === undefined || key.minLength <= key.maxLength) return []
  return [badRange(['idempotency', 'key'], `A key has at least ${key.minLength} and at most ${key.maxLength} characters, so there is none. Swap the two.`)]
}

/** An operation understands a key exactly where the document declares the header for it. */
export const keyed: Judge = ({ behaviour }, { id, operation, declared }) => {
  const { idempotency } = behaviour
  const path = ['operations', id, 'idempotency']
  if (idempotency === undefined) {
    if (operation.idempotency === undefined) return []
    return [undeclared(path, 'Nothing says how keys look. Add `idempotency` at the top of behaviour.yaml (header, key, scope, lifetime), or remove this.')]
  }
  const header = declared.parameters.find((each) => each.in === 'header' && each.name.toLowerCase() === idempotency.header.toLowerCase())
  if (operation.idempotency === undefined) {
    if (header === undefined) return []
    const message = `openapi.yaml declares the header '${header.name}' of '${id}', but nothing says what it does. Add \`idempotency\` to the operation.`
    return [silent(['operations', id], message)]
  }
  if (header === undefined)
    return [badHeader(path, `openapi.yaml declares no header '${idempotency.header}' of '${id}'. Declare it as a header parameter there, or remove this.`)]
  return header.required === (operation.idempotency.presence === 'required') ? [] : [badHeader([...path, 'presence'], disagreement(id, header))]
}

/** What to say where a header is required on one side only. */
export function disagreement(id: string, header: { readonly name: string; readonly required: boolean }): string {
  const [here, there] = header.required ? ['required', 'optional'] : ['optional', 'required']
  return `openapi.yaml says that the header '${header.name}' of '${id}' is ${here}, and this says ${there}. Let both say the same.`
}
