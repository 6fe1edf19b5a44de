import fc from 'fast-check'
import { check } from '../../check.ts'
import { Blocked } from '../../api.ts'
import { answerOf, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { told } from '../../judge/status.ts'
import { sameJson, volatileIn } from '../../judge/view.ts'
import { all, met, unmet } from '../../need.ts'
import { unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import type { Json } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** True for what credentials are bound to, where the run makes one: whoever else is turned away there is no member of it. */
export function isMadeScope(reading: Reading): boolean {
  const scope = reading.stated(({ auth }) => auth, '')
  return scope.kind === 'met' && reading.type.address.join() === scope.value.credentials.scope && reading.creatable().kind === 'met'
}

/** The statement that keeps a reader from changing it: that, and no other right of the role, is what is judged. */
function forbidden(reading: Reading): Need<true> {
  const found = all({ role: reading.role('readonly'), update: reading.operation('update'), contract: reading.document() })
  if (found.kind === 'unmet') return found
  const { role, update, contract } = found.value
  const rule = contract.behaviour.auth.roles[role.role]?.forbids?.find(({ operations }) => operations.includes(update.id))
  return rule === undefined ? unmet(`the role ${role.role} is not said to be kept from changing a ${reading.resource}`) : met(true, rule)
}

/** A reader's rights in what the reader belongs to: the caller's own, which is left as it was. */
export const ownScope = check({
  id: 'auth.scope-403-own',
  proves: 'auth.scope-403',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    if (!isMadeScope(reading)) return unmet(`what the run makes of a ${reading.resource} is seen to by other checks`)
    return all({
      given: reading.given(),
      forbidden: forbidden(reading),
      principal: reading.principal('readonly'),
      refusal: reading.refusal('missing-role', 'update'),
      read: reading.operation('read'),
      update: reading.operation('update'),
      fields: reading.mutableFields(),
      volatile: met(volatileIn(reading.type)),
    })
  },
  scenario: () => fc.constant(null),
  drive: async (api, { read, update, fields }) => {
    const shown = answerOf(await api.send('first', { operation: read.id }))?.json
    const [field, now] = stable(fields, shown)
    if (field === undefined) throw new Blocked('nothing is shown that could be set to what it is')
    const other = field.values.find((value) => !sameJson(value, now)) ?? null
    await api.send('their own', { operation: read.id, as: 'readonly' })
    await api.send('control', { operation: update.id, body: field.body(now) })
    await api.send('before', { operation: read.id })
    await api.send('attempt', { operation: update.id, body: field.body(other), as: 'readonly' })
    const after = await api.send('after', { operation: read.id })
    if (!sameJson(at(answerOf(after)?.json, field.pointer), now)) await api.send('restoring', { operation: update.id, body: field.body(now) })
  },
  judge: (history, { refusal: { statuses, statusesLeanOn }, volatile: without }) => {
    const own = history.find('their own')
    if (!succeeded(own)) return unclear(`their credential shows them nothing of it: ${told(own)}`)
    const [control, attempt, before, after] = ['control', 'attempt', 'before', 'after'].map((label) => history.find(label))
    return refused({ control, attempt, before, after, statuses, statusesLeanOn, without })
  },
})

/** A field that an update can set to what it is already, and what that is. */
function stable(fields: readonly MutableField[], shown: Json | undefined): readonly [MutableField, Json] | readonly [undefined, null] {
  for (const field of fields) {
    const now = at(shown, field.pointer)
    if (now !== undefined && now !== null) return [field, now]
  }
  return [undefined, null]
}

export const ownScopeChecks: readonly Check[] = [ownScope]
