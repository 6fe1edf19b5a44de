import fc from 'fast-check'
import { check } from '../../check.ts'
import { kubeconfigs } from '../../generate/kubeconfig.ts'
import { answerOf, succeeded, wholeOf } from '../../history.ts'
import { standingOf } from '../../judge/phase.ts'
import { accepted, allOf, statusIn, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { all } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { bodyOf, successes } from '../lifecycle/create.ts'
import { echo } from '../lifecycle/echo.ts'
import { itemsAt, sight } from '../sight.ts'
import { idIn } from '../../resources.ts'
import { broughtIn, carrying, fresh, labels, MARK, named, notTaken, sentIn } from './attempts.ts'
import { importing, readBack, usable } from './needs.ts'
import type { Json } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Importing } from './needs.ts'

/** Kubeconfigs drawn in one scenario. */
const drawn = 4

const acceptsValid = check({
  id: 'imp.accepts-valid',
  cost: 'destructive',
  uses: 'one',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ own: importing(reading), sight: sight(reading), unlike: echo(reading), shape: reading.shape() }),
  scenario: () => fc.constant(null),
  drive: async (api, { own, sight: { plan } }) => {
    const made = api.own(await api.send(labels.control, { operation: own.id, body: fresh(api, own) }))
    if (made === undefined) return
    await api.send('read', plan(made.params))
    if (own.list !== undefined) await api.send('list', { operation: own.list.id })
  },
  judge: (history, { own, sight: { shown }, unlike }) => {
    const control = history.find(labels.control)
    if (control === undefined || !succeeded(control)) return refusedAtAll(control)
    const status = statusIn(control, successes(own))
    if (status.kind !== 'kept') return status
    const answer = answerOf(control)?.json
    const id = broughtIn(own.type, control)
    if (id === undefined) return broken('the resource itself', `${told(control)} without its identifier`, labels.control)
    const list = history.find('list')
    const listed = itemsAt(list, own.list?.items ?? '').filter((item) => idIn(own.type, item) === id)
    if (list !== undefined && succeeded(list) && listed.length !== 1) return broken(`${id} in the list once`, `${listed.length} times`, 'list')
    return allOf([
      misses(own, control),
      showsImport(own, answer, labels.control),
      asSent(unlike(bodyOf(control), answer), labels.control),
      showsImport(own, shown(history.find('read'), id), 'read'),
      ...listed.map((item) => showsImport(own, item, 'list')),
    ])
  },
})

function refusedAtAll(control: Exchange | undefined): Judgement {
  const status = answerOf(control)?.status ?? 0
  return status >= 500 ? broken('an import, or a refusal', told(control), labels.control) : unclear(notTaken(control))
}

/** Whether the answer is what the document says it is. */
function misses({ contract, operation }: Importing, control: Exchange): Judgement {
  const answer = answerOf(control)
  const schema = operation.responses.get(answer?.status ?? 0)?.schema
  const [violation] = schema === undefined ? [] : contract.validate(schema, wholeOf(answer))
  if (violation === undefined) return kept
  return broken('the resource as the document describes it', `${violation.at}${violation.member ?? ''} ${violation.message}`, control.label)
}

function asSent(other: readonly string[], label: string): Judgement {
  return other.length === 0 ? kept : broken('what was asked for', `another value at ${other.join(', ')}`, label)
}

/** Whether a representation tells that it was imported, as far as the contract says how that is told. */
function showsImport({ operation, type }: Importing, shown: Json | undefined, label: string): Judgement {
  const told = Object.entries(operation.behaviour?.sets ?? {}).filter(([place]) => isShown(type, place))
  const wrong = told.find(([place, value]) => !sameJson(at(shown, place), value))
  if (wrong === undefined) return kept
  return broken(`${wrong[0].slice(1)} ${JSON.stringify(wrong[1])}`, JSON.stringify(at(shown, wrong[0]) ?? 'nothing'), label)
}

function isShown(type: Importing['type'], place: string): boolean {
  return !(type.writeOnly ?? []).some(({ places }) => places.includes(place)) && type.secrets?.includes(place) !== true
}

const acceptsStyles = check({
  id: 'imp.accepts-styles',
  proves: 'imp.accepts-valid',
  cost: 'destructive',
  uses: 'own',
  each: 'provider',
  runs: 3,
  needs: (reading) => all({ own: importing(reading), rule: usable(reading) }),
  scenario: () => fc.array(fc.record({ text: kubeconfigs(MARK).map(({ text }) => text) }), { minLength: drawn, maxLength: drawn }),
  drive: async (api, { own }, samples) => {
    await api.control(labels.control, { operation: own.id, body: fresh(api, own) })
    for (const { text } of samples) await api.send('import', { operation: own.id, body: named(api, own, carrying(own, text)(fresh(api, own))) })
  },
  judge: (history) => {
    const control = history.find(labels.control)
    if (!succeeded(control)) return unclear(notTaken(control))
    return allOf(history.all('import').map((exchange) => accepted(exchange)))
  },
})

const becomesReady = check({
  id: 'imp.becomes-ready',
  proves: 'imp.accepts-valid',
  cost: 'destructive',
  uses: 'one',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ own: importing(reading), rule: usable(reading), read: reading.operation('read'), lifecycle: reading.lifecycle() }),
  scenario: () => fc.constant(null),
  drive: async (api, { own, lifecycle }) => {
    const made = api.own(await api.send(labels.control, { operation: own.id, body: fresh(api, own) }))
    if (made === undefined) return
    const last = await api.settle('settling', made)
    if (standingOf(lifecycle, answerOf(last)) !== 'transient') return
    await api.wait(lifecycle.settles.withinSeconds)
    await api.settle('settling', made)
  },
  judge: (history, { lifecycle }) => {
    const [control, last] = [history.find(labels.control), history.find('settling')]
    if (!succeeded(control)) return unclear(notTaken(control))
    const standing = standingOf(lifecycle, answerOf(last))
    return standing === 'settled' ? kept : broken('a settled phase', `${told(last)}, ${standing ?? 'in an unknown phase'}`, 'settling')
  },
})

const readsBack = check({
  id: 'imp.reads-back',
  proves: 'imp.accepts-valid',
  cost: 'destructive',
  uses: 'one',
  each: 'provider',
  runs: 2,
  needs: (reading) => all({ own: importing(reading), rule: usable(reading), view: readBack(reading) }),
  scenario: () => fc.record({ text: kubeconfigs(MARK).map(({ text }) => text) }),
  drive: async (api, { own, view }, { text }) => {
    const made = api.own(await api.send('import', { operation: own.id, body: named(api, own, carrying(own, text)(fresh(api, own))) }))
    if (made === undefined) return
    await api.settle('settling', made)
    await api.send('view', { operation: view.id, params: made.params })
  },
  judge: (history, { own, view }) => {
    const [made, seen] = [history.find('import'), history.find('view')]
    if (!succeeded(made)) return unclear(notTaken(made))
    if (view.notYet.includes(answerOf(seen)?.status ?? 0)) return kept
    const found = at(answerOf(seen)?.json, view.at)
    if (succeeded(seen) && found === sentIn(own, made)) return kept
    return broken('the kubeconfig as it was sent', succeeded(seen) ? 'another text' : told(seen), 'view')
  },
})

export const accepting: readonly Check[] = [acceptsValid, acceptsStyles, becomesReady, readsBack]
