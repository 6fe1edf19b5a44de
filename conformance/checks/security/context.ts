import fc from 'fast-check'
import { Blocked } from '../../api.ts'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { allOf, statusIn, told } from '../../judge/status.ts'
import { all, map, met, unmet } from '../../need.ts'
import { idIn, idParameter } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { newIn } from '../auth/attempt.ts'
import { look } from '../auth/look.ts'
import { itemsAt } from '../sight.ts'
import { hidden, scopeIn, tellsWhose } from './tenancy.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { ItemsNeed, OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Look } from '../auth/look.ts'
import type { Hiding } from './tenancy.ts'

interface Named {
  /** The header that names a scope, and the path parameter whose value it takes. */
  readonly header: string
  readonly scope: string
  readonly list: ItemsNeed
  readonly create: OperationNeed | undefined
  readonly look: Look
  readonly type: ResourceType
  readonly hiding: Hiding
}

/** A header may choose among the scopes of a credential, and never add one. A server may well overlook it: then everybody is shown their own. */
export const foreignContext = check({
  id: 'sec.bola-by-header',
  proves: 'sec.bola',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: named,
  scenario: () => fc.constant(null),
  drive: async (api, { header, scope, list, create, look: sight, type }) => {
    const { params } = await api.borrow()
    const value = params[scope]
    if (value === undefined) throw new Blocked(`whose the resource is, is not known: no ${scope} was given`)
    const headers = { [header]: value }
    await api.send('shown to its owner', { operation: list.id, params })
    await api.send('their own', { operation: list.id, as: 'other' })
    await api.send('named list', { operation: list.id, params, as: 'other', headers })
    if (create !== undefined) await tried(api, { create, list, look: sight, type, headers })
  },
  judge: (history, given) => allOf([theirsOnly(history, given), ...(given.create === undefined ? [] : [madeNothing(history, given)])]),
})

/** A create in the scope of somebody else; what it made is deleted by its owner. */
async function tried(
  api: Api,
  { create, list, look: sight, type, headers }: Pick<Named, 'list' | 'look' | 'type'> & { create: OperationNeed; headers: Readonly<Record<string, string>> },
): Promise<void> {
  const before = await api.send('before', { operation: list.id })
  const attempt = await api.send('named create', { operation: create.id, as: 'other', headers, body: api.body() })
  const after = await api.send('after', { operation: list.id })
  const { remove } = sight
  if (remove === undefined) return
  for (const id of newIn(sight, { before, attempt, after })) await api.send('tidying up', { operation: remove, params: { [idParameter(type)]: id } })
}

/** What both of them are shown is nobody's secret, e.g. what has the same name everywhere. */
export function theirsOnly(history: History, { list, type, hiding }: Pick<Named, 'list' | 'type' | 'hiding'>): Judgement {
  const [owners, own, attempt] = ['shown to its owner', 'their own', 'named list'].map((label) => history.find(label))
  const ids = (exchange: Exchange | undefined) => itemsAt(exchange, list.items).flatMap((item) => idIn(type, item) ?? [])
  if (!succeeded(own)) return unclear(`their credential works nowhere: ${told(own)} for their own list`)
  if (!succeeded(owners) || attempt === undefined) return unclear(`the owner got ${told(owners)}`)
  const foreign = ids(owners).filter((id) => !ids(own).includes(id))
  const leaked = ids(attempt).find((id) => foreign.includes(id))
  if (leaked !== undefined) return broken('nothing of what belongs to another tenant', `${told(attempt)} with ${leaked}`, attempt.label)
  return succeeded(attempt) ? kept : leaning(statusIn(attempt, hiding.statuses), hiding.statusesLeanOn)
}

/** What it names need not be known in their own scope, so that any refusal is a good one. */
export function madeNothing(history: History, { look: sight }: { readonly look: Pick<Look, 'members'> }): Judgement {
  const [before, attempt, after] = ['before', 'named create', 'after'].map((label) => history.find(label))
  if (attempt === undefined || before === undefined || after === undefined || !succeeded(before) || !succeeded(after))
    return unclear(`whether anything was made is not known: ${told(after)}`)
  const [made] = newIn(sight, { before, attempt, after })
  if (made !== undefined) return broken('nothing is made', `${told(attempt)}, and yet ${made} is listed`, attempt.label)
  const status = answerOf(attempt)?.status ?? 0
  return succeeded(attempt) || (status >= 400 && status < 500) ? kept : broken('a refusal, or one of their own', told(attempt), attempt.label)
}

function named(reading: Reading): Need<Named> {
  const list = reading.sighted()
  const listing = reading.operation('list')
  const create = reading.creatable()
  const context = reading.stated(({ auth }) => (auth.context?.header === undefined ? undefined : auth.context), 'no header names a scope')
  const scope = map(scopeIn(reading), (name) => name ?? '')
  if (context.kind === 'unmet') return context
  if (scope.kind === 'met' && !reading.type.address.includes(scope.value)) return unmet(`a ${reading.resource} belongs to no tenant`)
  if (listing.kind === 'met' && tellsWhose(reading, listing.value.operation))
    return unmet(`the path of the list of a ${reading.resource} names what it lies in`)
  const made = create.kind === 'met' && look(reading).kind === 'met' && !tellsWhose(reading, create.value.operation) ? create : met(undefined)
  const header = map(context, ({ header: name }) => name ?? '')
  const parts = {
    header,
    scope,
    list,
    create: made,
    look: look(reading),
    type: met(reading.type),
    hiding: hidden(reading),
    other: reading.principal('other'),
  }
  return all(parts)
}

export const contextChecks: readonly Check[] = [foreignContext]
