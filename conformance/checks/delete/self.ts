import fc from 'fast-check'
import { Blocked } from '../../api.ts'
import { check } from '../../check.ts'
import { shapeAt } from '../../generate/shape.ts'
import { answerOf, succeeded } from '../../history.ts'
import { statusIn, told } from '../../judge/status.ts'
import { createBody } from '../../naming.ts'
import { all, met, unmet } from '../../need.ts'
import { operationFor, resourceOf } from '../../resources.ts'
import { broken, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { listSight } from '../sight.ts'
import { vanishing } from '../vanishing.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { RequestPlan } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** No contract says whom a credential acts for; that it is whoever is shown as its maker is this suite's own reading. */
const actsForItsMaker: Sourced = { basis: 'assumed', source: 'inferred: a credential acts for the person that a credential made with it names as its maker' }

/** How the caller learns who it is: it makes a credential, which names its maker. */
interface Mirror {
  readonly make: string
  readonly body: (name: string) => JsonObject
  /** Place of the maker in the new credential. */
  readonly maker: string
  /** The request that puts a removed caller back. */
  readonly restore: (item: Json | undefined) => Pick<RequestPlan, 'operation' | 'method' | 'body'>
  /** Path parameter by which the caller would remove itself. */
  readonly parameter: string
}

function mirror(reading: Reading): Need<Mirror> {
  const remove = reading.operation('delete')
  const document = reading.document()
  if (remove.kind === 'unmet') return remove
  if (document.kind === 'unmet') return document
  const rule = remove.value.operation.behaviour?.notOnCaller
  if (rule === undefined) return unmet(`the contract lets callers delete any ${reading.resource}`)
  const contract = document.value
  const credential = contract.behaviour.auth.credentials.resource
  const create = operationFor(contract, credential, 'create')
  const maker = Object.entries(resourceOf(contract, credential).type.shows ?? {}).find(([, { is }]) => is === 'caller')?.[0]
  if (create === undefined || maker === undefined) return unmet('a caller cannot learn who it is')
  const body = (name: string) => createBody(contract, credential, { name })
  return met({ make: create.id, body, maker, restore: restoration(reading, contract), parameter: rule.parameter }, rule, actsForItsMaker)
}

/** Names its method, so that the run does not take what it puts back for its own and delete it in the end. */
function restoration(reading: Reading, contract: Contract): Mirror['restore'] {
  const operation = operationFor(contract, reading.resource, 'create')
  const names = operation?.requestBody === undefined ? [] : [...(shapeAt(contract.document, operation.requestBody.schema)?.properties.keys() ?? [])]
  return (item) => ({
    operation: operation?.id ?? '',
    method: operation?.method ?? 'POST',
    body: Object.fromEntries(names.flatMap((name) => (at(item, `/${name}`) === undefined ? [] : [[name, at(item, `/${name}`) ?? null]]))),
  })
}

const selfRemovalRefused = check({
  id: 'del.self-removal-refused',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      leaving: vanishing(reading),
      list: listSight(reading),
      mirror: mirror(reading),
      refusal: reading.refusal('self-removal'),
      given: reading.given(),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { leaving, list, mirror: { make, body, maker, restore, parameter } }) => {
    const handle = await api.make('somebody')
    const shown = await api.send('mirror', { operation: make, body: body(api.name()) })
    const self = at(answerOf(shown)?.json, maker)
    if (typeof self !== 'string') throw new Blocked(`the caller could not learn who it is: ${told(shown)}`)
    await leaving.ask(api, 'control', handle)
    const before = await api.send('before', list.plan(handle.params))
    await leaving.ask(api, 'self-removal', { params: { ...handle.params, [parameter]: self } })
    const after = await api.send('after', list.plan(handle.params))
    if (list.presence(after, self) === 'gone') await api.send('restoring', { ...restore(list.shown(before, self)), params: handle.params })
  },
  judge: (history, { list, mirror: { maker }, refusal }) => {
    const self = at(history.answer('mirror')?.json, maker)
    const id = typeof self === 'string' ? self : undefined
    if (!succeeded(history.find('control'))) return unclear(`there is no positive control: removing somebody else got ${told(history.find('control'))}`)
    if (list.presence(history.find('before'), id) !== 'there') return unclear('the caller does not stand in the list')
    const attempt = history.find('self-removal')
    if (list.presence(history.find('after'), id) !== 'there') return broken('the caller remains', `${told(attempt)}, and then it is not there`, 'self-removal')
    return statusIn(attempt, refusal.statuses)
  },
})

export const selfRemovals: readonly Check[] = [selfRemovalRefused]
