import fc from 'fast-check'
import { check } from '../../check.ts'
import { shapeAt } from '../../generate/shape.ts'
import { answerOf, succeeded } from '../../history.ts'
import { kindOf, phaseOf } from '../../judge/phase.ts'
import { refused } from '../../judge/refused.ts'
import { told } from '../../judge/status.ts'
import { all, map, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { nursery } from '../nursery.ts'
import type { Check } from '../../check.ts'
import type { Json } from '../../../specs/json.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'

/** Connection details: the operation that shows them, and the phase after which it does. */
interface Details {
  readonly view: OperationNeed
  readonly after: string
}

function details(reading: Reading): Need<Details> {
  const view = reading.operation('view')
  const requires = view.kind === 'met' ? view.value.operation.behaviour?.requires : undefined
  if (view.kind === 'unmet') return view
  if (requires === undefined) return unmet(`what a ${reading.resource} shows needs no phase`)
  return met({ view: view.value, after: requires.after }, ...view.leansOn, requires)
}

/** Where the details hold an address and where a certificate, as their schema tells: a `uri`, and what is encoded in base64. */
interface Places {
  readonly address: string
  readonly certificate: string
}

function places(reading: Reading): Need<Places> {
  const need = all({ details: details(reading), contract: reading.document() })
  if (need.kind === 'unmet') return need
  const {
    contract,
    details: { view },
  } = need.value
  const schema = [...view.operation.responses.values()].find(({ status }) => status >= 200 && status < 300)?.schema
  const members = schema === undefined ? [] : [...(shapeAt(contract.document, schema)?.properties ?? [])]
  const holding = (keyword: string, value: string) => members.find(([, where]) => shapeAt(contract.document, where)?.keywords[keyword] === value)?.[0]
  const [address, certificate] = [holding('format', 'uri'), holding('contentEncoding', 'base64')]
  if (address === undefined || certificate === undefined) return unmet('no address and certificate are declared')
  return map(need, () => ({ address: `/${address}`, certificate: `/${certificate}` }))
}

const readyMeansUsable = check({
  id: 'life.ready-means-usable',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ details: details(reading), places: places(reading), read: reading.operation('read'), lifecycle: reading.lifecycle() }),
  scenario: () => fc.constant(null),
  drive: async (api, { details: { view }, read }) => {
    const { params } = await api.borrow()
    await api.send('read', { operation: read.id, params })
    await api.send('details', { operation: view.id, params })
  },
  judge: (history, { details: { after }, places: { address, certificate }, lifecycle }) => {
    const phase = phaseOf(lifecycle, history.answer('read'))
    if (phase !== after) return unclear(`it was ${phase ?? 'in no phase'}, not ${after}`)
    const shown = history.find('details')
    if (!succeeded(shown)) return broken(`connection details in the phase ${after}`, told(shown), 'details')
    const body = answerOf(shown)?.json
    const wrong = [
      isAddress(at(body, address)) ? [] : [`no https address at ${address}`],
      isCertificate(at(body, certificate)) ? [] : [`no PEM certificate in base64 at ${certificate}`],
    ].flat()
    return wrong.length === 0 ? kept : broken('an https address and a PEM certificate in base64', wrong.join(', '), 'details')
  },
})

/** An absolute https address with a host. */
export function isAddress(value: Json | undefined): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const url = new URL(value)
  return url.protocol === 'https:' && url.hostname !== ''
}

/** RFC 4648 section 4 around RFC 7468 section 5. */
export function isCertificate(value: Json | undefined): boolean {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(value) || value.length % 4 !== 0) return false
  return /-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]{64,}-----END CERTIFICATE-----/.test(Buffer.from(value, 'base64').toString('latin1'))
}

const notReadyRefused = check({
  id: 'life.not-ready-refused',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      details: details(reading),
      read: reading.operation('read'),
      lifecycle: reading.lifecycle(),
      refusal: reading.refusal('not-ready'),
      nursery: nursery(reading),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { create, details: { view }, read, nursery: find }) => {
    const params = await find(api)
    const made = api.own(await api.send('create', { operation: create.id, params, body: api.body() }))
    if (made === undefined) return
    await api.poll('found', { operation: read.id, params: made.params }, succeeded)
    await api.send('early details', { operation: view.id, params: made.params })
    await api.send('early read', { operation: read.id, params: made.params })
    await api.settle('settling', made)
    await api.send('late read', { operation: read.id, params: made.params })
    await api.send('late details', { operation: view.id, params: made.params })
  },
  judge: (history, { details: { after }, lifecycle, refusal }) => {
    const [early, late] = ['early read', 'late read'].map((label) => phaseOf(lifecycle, history.answer(label)))
    if (early === after || kindOf(lifecycle, early) !== 'transient') return unclear(`it was ${early ?? 'not there'} before anybody could ask`)
    const control = history.find('late details')
    if (late === after && !succeeded(control)) return broken(`connection details once it is ${after}`, told(control), 'late details')
    const attempt = history.find('early details')
    if (succeeded(attempt)) return broken(`a refusal until it is ${after}`, `${told(attempt)} while it was ${early}`, 'early details')
    return refused({ control, attempt, statuses: refusal.statuses })
  },
})

export const readiness: readonly Check[] = [readyMeansUsable, notReadyRefused]
