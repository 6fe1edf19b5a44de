import fc from 'fast-check'
import { check } from '../../check.ts'
import { brokenKubeconfigs, plainKubeconfig } from '../../generate/kubeconfig.ts'
import { answerOf, succeeded } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { tagOf } from '../../judge/view.ts'
import { everyAnswer, monitor } from '../../monitor.ts'
import { all, met, optional, unmet } from '../../need.ts'
import { operationFor } from '../../resources.ts'
import { at, withAt } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { sight } from '../sight.ts'
import { carrying, fresh, MARK, notTaken, sentIn } from './attempts.ts'
import { importing, readBack, usable, viewsOf } from './needs.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Monitor } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Importing } from './needs.ts'

/** The tokens of the suite's own kubeconfigs, and the keys of any. */
const canaries = /cp-canary-[\w-]+|(?<=client-key-data[^A-Za-z0-9+/=]{1,12})[A-Za-z0-9+/=]{24,}/g

/** Operations whose bodies hold a kubeconfig, and those that are there to show it. */
interface Secrecy {
  readonly own: Importing
  readonly takes: ReadonlySet<string>
  readonly shows: ReadonlySet<string>
}

const secretHygiene = monitor({
  id: 'imp.secret-hygiene',
  needs: (reading) => secrecy(reading),
  drive: (api, secret) => tell(api, secret),
  judge: (trace, { takes, shows }) => {
    const secrets = secretsIn(trace, takes)
    if (secrets === undefined) return unclear('no kubeconfig was sent')
    return everyAnswer(trace, (answer, exchange) => {
      if (shows.has(exchange.operation ?? '') && succeeded(exchange)) return undefined
      const text = answer.body + answer.headers.map(([, value]) => value).join('\n')
      if (!secrets.test(text)) return 'kept'
      return { expected: 'no part of a kubeconfig in an answer', actual: `${told(exchange)} with a token or key of a kubeconfig that was sent` }
    })
  },
})

function secrecy(reading: Reading): Need<Secrecy> {
  const own = importing(reading)
  if (own.kind === 'unmet') return own
  const { contract, place, type } = own.value
  const hidden = (type.writeOnly ?? []).find(({ places }) => places.includes(place))
  if (hidden === undefined) return unmet(`the contract does not say that the kubeconfig of a ${reading.resource} is never shown`)
  const takes = [...contract.operations.values()].filter(({ behaviour }) => contract.behaviour.resources[behaviour?.resource ?? '']?.kubeconfigs !== undefined)
  return met({ own: own.value, takes: new Set(takes.map(({ id }) => id)), shows: new Set(viewsOf(contract).map(({ id }) => id)) }, ...own.leansOn, hidden)
}

/** Every token and key in the kubeconfigs that were sent, as one pattern; undefined where there are none. */
export function secretsIn(trace: readonly Exchange[], takes: ReadonlySet<string>): RegExp | undefined {
  const found = new Set(trace.filter(({ operation }) => takes.has(operation ?? '')).flatMap(({ request }) => request.body?.match(canaries) ?? []))
  return found.size === 0 ? undefined : new RegExp([...found].map((secret) => secret.replaceAll(/[+/=]/g, String.raw`\$&`)).join('|'))
}

/** Of the many kubeconfigs that are refused, every so manieth is: a whole run sends all of them anyway. */
const step = 3

/** Imports that succeed, that are refused, and everything that could tell of them afterwards. */
async function tell(api: Api, { own }: Secrecy): Promise<void> {
  const { id, contract, list, type } = own
  const body = fresh(api, own)
  const made = api.own(await api.send('import', { operation: id, body }))
  const refusals = brokenKubeconfigs(MARK).filter(({ expectation, text }, index) => expectation === 'refused' && text !== '' && index % step === 0)
  for (const { text } of refusals) await api.send('refused import', { operation: id, body: carrying(own, text)(api.importBody()) })
  const text = JSON.stringify(body)
  await api.send('cut import', { operation: id, raw: text.slice(0, -1) })
  await api.send('import by nobody', { operation: id, body, as: 'nobody' })
  for (const { at: place } of rulesOf(type, 'exists')) await api.send('dangling import', { operation: id, body: withAt(body, place, 'cp-no-such-thing') })
  if (list !== undefined) await api.send('list', { operation: list.id })
  const told = contract.behaviour.longRunning && operationFor(contract, contract.behaviour.longRunning.resource, 'list')
  if (told !== undefined) await api.send('long-running', { operation: told.id })
  if (made === undefined) return
  for (const resource of Object.keys(contract.behaviour.resources)) {
    const operation = operationFor(contract, resource, 'read')
    if (operation?.behaviour.resource === made.resource) await api.send('read', { operation: operation.id, params: made.params })
  }
}

const rotation = check({
  id: 'imp.rotation',
  proves: 'imp.secret-hygiene',
  cost: 'destructive',
  uses: 'one',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      own: importing(reading),
      rule: usable(reading),
      sight: sight(reading),
      tag: reading.tag(),
      update: rotating(reading),
      view: optional(readBack(reading)),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { own, sight: seen, update, view }) => {
    const made = api.own(await api.send('import', { operation: own.id, body: fresh(api, own) }))
    if (made === undefined) return
    const { params } = made
    await api.settle('settling', made)
    await api.send('before', seen.plan(params))
    await api.send('rotation', { operation: update.id, params, body: withAt({}, own.place, plainKubeconfig(api.name())) })
    await api.settle('settling', made)
    await api.send('after', seen.plan(params))
    if (view !== undefined) await api.send('view', { operation: view.id, params })
  },
  judge: (history, { own, sight: { by }, tag, update, view }) => {
    const [made, rotated, seen] = [history.find('import'), history.find('rotation'), history.find('view')]
    if (!succeeded(made) || !succeeded(rotated)) return unclear(notTaken(succeeded(made) ? rotated : made))
    const secrets = secretsIn(history.exchanges, new Set([own.id, update.id]))
    const leak = [rotated, history.find('after')].find((exchange) => secrets?.test(answerOf(exchange)?.body ?? '') === true)
    if (leak !== undefined) return broken('no secret in the answer', `${told(leak)} with one`, leak.label)
    const shown = view === undefined || !succeeded(seen) ? undefined : at(answerOf(seen)?.json, view.at)
    if (shown !== undefined && shown !== sentIn(own, rotated)) return broken('the new kubeconfig', 'another text', 'view')
    return by === 'read' ? moved(tagOf(tag, history.answer('before')), tagOf(tag, history.answer('after'))) : kept
  },
})

function moved(before: string | undefined, after: string | undefined): Judgement {
  if (before === undefined || after === undefined) return unclear('no tag was shown')
  return before === after ? broken('another entity tag after the rotation', `${after} still`, 'after') : kept
}

/** The update, where its body takes a kubeconfig alone. */
function rotating(reading: Reading): Need<OperationNeed> {
  const [own, update] = [importing(reading), reading.operation('update')]
  if (own.kind === 'unmet' || update.kind === 'unmet') return own.kind === 'unmet' ? own : update
  const schema = update.value.operation.requestBody?.schema
  const takes = schema !== undefined && own.value.contract.validate(schema, withAt({}, own.value.place, plainKubeconfig('plain'))).length === 0
  return takes ? update : unmet(`an update of a ${reading.resource} takes no kubeconfig`)
}

export const secrecyTests: readonly (Check | Monitor)[] = [secretHygiene, rotation]
