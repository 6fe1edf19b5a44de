import fc from 'fast-check'
import { check } from '../../check.ts'
import { refused } from '../../judge/refused.ts'
import { allOf } from '../../judge/status.ts'
import { all, met, optional, unmet } from '../../need.ts'
import { isThrough } from '../../readable.ts'
import { idIn, idParameter } from '../../resources.ts'
import { broken } from '../../verdict.ts'
import { idInPath, itemsAt } from '../sight.ts'
import { look } from '../auth/look.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Action } from '../../resources.ts'

interface Addressing {
  readonly action: Action
  readonly id: string
  readonly body?: JsonObject
}

const actions: readonly Action[] = ['read', 'view', 'update', 'delete']

/** What addresses one resource by its identifier, with a valid body where one is needed. */
function addressing(reading: Reading): Need<readonly Addressing[]> {
  const scope = reading.document().kind === 'met' ? reading.stated(({ auth }) => auth, '') : undefined
  const bound = scope?.kind === 'met' ? scope.value.credentials.scope : undefined
  if (idParameter(reading.type) === bound) return unmet(`somebody else's ${reading.resource} and one that is absent look alike: credentials are bound to it`)
  const field = reading.mutableField()
  const found = actions.flatMap((action): Addressing[] => {
    const need = reading.operation(action)
    if (need.kind === 'unmet' || isThrough(need.value.operation) || (action === 'update' && field.kind === 'unmet')) return []
    const body = action === 'update' && field.kind === 'met' ? field.value.body(field.value.values[0] ?? null) : undefined
    return [{ action, id: need.value.id, ...(body && { body }) }]
  })
  return found.length > 0 ? met(found) : unmet(`no operation addresses a single ${reading.resource}`)
}

/** An identifier of the same shape that nobody has: every letter and digit moved on by one. */
export function another(id: string): string {
  const moved = (text: string) => text.replace(/[0-9a-f]/g, (digit) => ((Number.parseInt(digit, 16) + 7) % 16).toString(16))
  const cut = id.search(/[0-9a-f]{4,}/)
  return cut < 0 ? moved(id) : id.slice(0, cut) + moved(id.slice(cut))
}

export const absent = check({
  id: 'err.absent',
  cost: 'refused',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      addressing: addressing(reading),
      look: look(reading),
      refusal: reading.refusal('absent'),
      identity: reading.identity(),
      type: met(reading.type),
      list: optional(reading.sighted()),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { addressing: found, look: sight, identity, type, list }) => {
    const { params } = await api.borrow()
    const own = idParameter(type)
    const name = identity.from === 'client' ? api.name() : another(params[own] ?? '')
    await api.send('control', { operation: sight.id, params })
    for (const { action, id, body } of found)
      await api.send(`${action} of nothing`, { operation: id, params: { ...params, [own]: name }, ...(body && { body }) })
    if (list === undefined) return
    const shown = itemsAt(await api.send('list', { operation: list.id, params }), list.items)
    if (shown.some((item) => idIn(type, item) === name) && sight.remove !== undefined)
      await api.send('tidying up', { operation: sight.remove, params: { ...params, [own]: name } })
  },
  judge: (history, { addressing: found, refusal: { statuses }, type, list }) => {
    const control = history.find('control')
    const attempts = found.map(({ action }) => history.find(`${action} of nothing`))
    const named = idInPath(attempts.find((_, index) => found[index]?.action !== 'view'))
    const made = itemsAt(history.find('list'), list?.items ?? '').some((item) => named !== undefined && idIn(type, item) === named)
    if (made) return broken('nothing is made', `the list shows what was only asked for: ${named}`, 'list')
    return allOf(attempts.map((attempt) => refused({ control, attempt, statuses })))
  },
})

export const absentChecks: readonly Check[] = [absent]
