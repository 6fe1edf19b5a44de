import fc from 'fast-check'
import { Blocked } from '../../api.ts'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { phaseOf } from '../../judge/phase.ts'
import { told } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { idIn, operationFor, resourceOf } from '../../resources.ts'
import { at } from '../../../specs/json.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { broken, unclear } from '../../verdict.ts'
import { namingBody } from '../dependant.ts'
import { refusalsOf } from '../rule/ruled.ts'
import { namePlace, refusedFor, sentIn } from '../rule/verdicts.ts'
import { itemsAt } from '../sight.ts'
import { lookAt, relation } from './needs.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Exists, Relation } from './needs.ts'

interface Ready {
  readonly between: Relation
  readonly rule: Exists
}

/** The rule that says in which phases one may be named. */
function ready(reading: Reading): Need<Ready> {
  const between = relation(reading)
  if (between.kind === 'unmet') return between
  const { contract, by, rule } = between.value
  const phased = rulesOf(resourceOf(contract, by.resource).type, 'exists').find((one) => one.at === rule.at && one.phases !== undefined)
  return phased === undefined ? unmet(`a ${by.resource} may name a ${reading.resource} in any phase`) : all({ between, rule: met(phased, phased) })
}

const unready = check({
  id: 'pre.unready',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({ ready: ready(reading), create: reading.creatable(), lifecycle: reading.lifecycle(), refusals: met(refusalsOf(reading, ['not-ready'])) }),
  scenario: () => fc.constant(null),
  drive: async (api, { ready: { between }, create }) => {
    const body = api.body(between.type.serves?.fields)
    const young = await api.send('create', { operation: create.id, body })
    const handle = api.own(young, body)
    if (handle === undefined) throw new Blocked(`nothing was made that could be named: ${told(young)}`)
    const { by } = between
    const list = operationFor(between.contract, by.resource, 'list')
    const naming = await namingBody(api, by, { resource: between.resource, params: handle.params, shown: answerOf(young)?.json })
    await api.send('attempt', { operation: by.create, body: naming })
    await lookAt(api, between, { label: 'meanwhile', handle })
    if (list !== undefined) await api.send('list', { operation: list.id })
    await api.settle('settling', handle)
    const named = await lookAt(api, between, { label: 'ready', handle })
    await api.send('control', { operation: by.create, body: await namingBody(api, by, named) })
  },
  judge: (history, { ready: { between, rule }, lifecycle, refusals }) => {
    const [attempt, control] = ['attempt', 'control'].map((label) => history.find(label))
    const id = idIn(between.type, history.answer('create')?.json)
    const shown = [history.answer('create')?.json, between.sight.shown(history.find('meanwhile'), id)]
    const phases = shown.map((json) => phaseOf(lifecycle, { json }))
    const early = phases.find((phase) => phase === undefined || rule.phases?.includes(phase) === true)
    if (phases.includes(undefined) || early !== undefined) return unclear(`it was ready at once: ${phases.join(', ')}`)
    const made = madeBy(attempt, history.find('list'), between)
    if (!succeeded(attempt) && made !== undefined) return broken('nothing is made', `${told(attempt)}, and yet ${JSON.stringify(made)} is listed`, 'attempt')
    return refusedFor({ control, attempt, leansOn: [], refusals })
  },
})

/** What is listed under the name that a body gave. */
function madeBy(attempt: Exchange | undefined, list: Exchange | undefined, between: Relation): string | undefined {
  const { type } = resourceOf(between.contract, between.by.resource)
  const items = operationFor(between.contract, between.by.resource, 'list')?.behaviour.items
  const name = at(sentIn(attempt), namePlace(type))
  const found = typeof name === 'string' ? itemsAt(list, items ?? '').find((item) => at(item, namePlace(type)) === name) : undefined
  return found === undefined ? undefined : idIn(type, found)
}

export const readiness: readonly Check[] = [unready]
