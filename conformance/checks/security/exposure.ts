import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, map, unmet } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { roleIn } from '../auth/credentials.ts'
import { tells } from '../auth/lifetime.ts'
import { look } from '../auth/look.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

interface Secrets {
  /** JSON pointers. */
  readonly places: readonly string[]
  /** True where the secret is a credential that can be used. */
  readonly usable: boolean
  /** Makes a credential as weak as there is. */
  readonly changes: JsonObject
}

function secrets(reading: Reading): Need<Secrets> {
  const places = reading.type.secrets ?? []
  if (places.length === 0) return unmet(`a ${reading.resource} holds no secret`)
  return map(reading.document(), (contract) => {
    const { auth } = contract.behaviour
    const usable = auth.credentials.resource === reading.resource
    const weakest = Object.keys(auth.roles).at(-1)
    return { places, usable, changes: usable && weakest !== undefined ? roleIn(contract, weakest) : {} }
  })
}

export const propertyExposure = check({
  id: 'sec.property-exposure',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ secrets: secrets(reading), create: reading.creatable(), remove: reading.operation('delete'), look: look(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { secrets: { places, usable, changes }, create, remove, look: sight }) => {
    const made = await api.send('create', { operation: create.id, body: api.body(changes) })
    const handle = api.own(made)
    if (handle === undefined) return
    const { params } = handle
    await api.send('look', { operation: sight.id, params })
    const secret = at(answerOf(made)?.json, places[0] ?? '')
    const as = typeof secret === 'string' ? { token: secret } : undefined
    if (usable && as !== undefined) await api.send('refused', { operation: create.id, body: { clusterproof: 'no such member' }, as })
    await api.send('refused', { operation: create.id, body: { ...api.body(changes), clusterproof: secret ?? 'no such member' } })
    await api.send('remove', { operation: remove.id, params })
    if (usable && as !== undefined) await api.send('refused', { operation: sight.id, params, as })
  },
  judge: (history, { secrets: { places } }) => {
    const made = history.find('create')
    if (!succeeded(made)) return unclear(`nothing could be made: ${told(made)}`)
    const shown = places.map((place) => at(answerOf(made)?.json, place)).filter((value) => typeof value === 'string' && value !== '')
    // What was accepted although it held the secret says nothing: it may be text like any other there.
    const later = history.exchanges.filter((exchange) => exchange.label !== 'create' && !(exchange.label === 'refused' && succeeded(exchange)))
    if (shown.length === 0) return unclear('no secret was shown on creation, so that nothing can be looked for')
    return allOf(
      later.map((exchange) => {
        const told = shown.some((secret) => typeof secret === 'string' && tells(exchange, secret))
        return told
          ? broken('the secret in the answer to the creation only', `it stands in the answer to ${JSON.stringify(exchange.label)}`, exchange.label)
          : kept
      }),
    )
  },
})

export const exposureChecks: readonly Check[] = [propertyExposure]
