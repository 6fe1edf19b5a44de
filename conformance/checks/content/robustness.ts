import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { differences, sameView, view, volatileIn } from '../../judge/view.ts'
import { every } from '../../generate/every.ts'
import { all, map } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { schemeOf } from '../../subject/address.ts'
import { another, anotherValue, look, write, writing } from './writing.ts'
import type { Exchange, History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'

/** Requests that differ from the plain read by fields that mean nothing, or by the letter case of a name. */
const oddities: readonly { readonly name: string; readonly headers: Readonly<Record<string, string>>; readonly nobody: boolean }[] = [
  { name: 'names in upper case', headers: { AUTHORIZATION: '{scheme} {admin}', ACCEPT: 'application/json' }, nobody: true },
  { name: 'names in mixed case', headers: { aUtHoRiZaTiOn: '{scheme} {admin}' }, nobody: true },
  { name: 'an unknown field', headers: { 'x-clusterproof-unknown': 'surprise' }, nobody: false },
  { name: 'a long unknown field', headers: { 'clusterproof-long': 'x'.repeat(1000) }, nobody: false },
  { name: 'an unknown field that names another method', headers: { 'x-http-method-override': 'OPTIONS' }, nobody: false },
  { name: 'an unknown field that is empty', headers: { 'x-clusterproof-empty': '' }, nobody: false },
  { name: 'empty fields', headers: { 'accept-language': '', 'user-agent': '', origin: '' }, nobody: false },
]

export const fieldRobustness = check({
  id: 'content.field-robustness',
  cost: 'safe',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ read: reading.operation('read'), volatile: map(reading.identity(), () => volatileIn(reading.type)), contract: reading.document() }),
  scenario: () => every(oddities.map((oddity) => ({ ...oddity }))),
  drive: async (api, { read, contract }, chosen) => {
    const { params } = await api.borrow()
    const spoken = (headers: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('{scheme}', schemeOf(contract))]))
    await api.send('plain', { operation: read.id, params })
    for (const { name, headers, nobody } of chosen)
      await api.send(name, { operation: read.id, params, headers: spoken(headers), ...(nobody && { as: 'nobody' as const }) })
    await api.send('plain again', { operation: read.id, params })
  },
  judge: (history, { volatile }, chosen) => {
    const [plain, again] = [history.find('plain'), history.find('plain again')]
    if (!succeeded(plain) || !sameView(plain, again, volatile)) return unclear('the plain reads around it failed or differ')
    return allOf(chosen.map(({ name }) => asPlain(history, name, { plain, volatile })))
  },
})

function asPlain(
  history: History,
  label: string,
  { plain, volatile }: { readonly plain: Exchange | undefined; readonly volatile: readonly string[] },
): Judgement {
  const exchange = history.find(label)
  if (answerOf(exchange) === undefined) return unclear(told(exchange))
  if (answerOf(exchange)?.status !== answerOf(plain)?.status) return broken(`${told(plain)}, as for the plain request`, told(exchange), label)
  const places = differences(view(answerOf(plain)?.json, volatile), view(answerOf(exchange)?.json, volatile))
  return places.length === 0 ? kept : broken('the answer to the plain request', `other values at ${places.join(', ')}`, label)
}

/** Longest sizes that are tried, in bytes. RFC 9112 section 3 recommends 8,000 for a request line; bodies go past the stated limit. */
const kibibyte = 1024

interface Large {
  readonly part: 'target' | 'header' | 'body'
  readonly bytes: number
}

export const limits = check({
  id: 'content.limits',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ writing: writing(reading), document: reading.document() }),
  scenario: ({ document }) => every(sizes(document.behaviour.content.maxBytes.bytes).map((size) => ({ ...size }))),
  drive: async (api, { writing: needs }, chosen) => {
    const handle = await api.borrow()
    let shown = await look(api, 'first', handle)
    const control = await write(api, needs, { label: 'control', handle, plan: { body: needs.field.body(anotherValue(needs.field, shown)) } })
    shown = await look(api, 'before 0', handle)
    for (const [index, large] of chosen.entries()) {
      const text = JSON.stringify(another(needs, control, needs.field.body(anotherValue(needs.field, shown))))
      await write(api, needs, { label: `attempt ${index}`, handle, plan: { ...enlarged(large, text), mayBeLost: true } })
      shown = await look(api, `before ${index + 1}`, handle)
    }
  },
  judge: (history, { writing: { volatile } }, chosen) => {
    if (!succeeded(history.find('control'))) return unclear('the same request of ordinary size was not accepted')
    const judged = chosen.flatMap((large, index) => served(history, { large, index, volatile }) ?? [])
    return judged.length > 0 ? allOf(judged) : unclear('no oversized request was answered')
  },
})

function sizes(maxBytes: number): readonly Large[] {
  const heads = [8, 32].flatMap((size): Large[] => [
    { part: 'target', bytes: size * kibibyte },
    { part: 'header', bytes: size * kibibyte },
  ])
  const allowed = Math.min(256 * kibibyte, Math.floor(maxBytes / 2))
  return [...heads, { part: 'body', bytes: allowed }, { part: 'body', bytes: Math.min(maxBytes, 8 * kibibyte ** 2) + 1 }]
}

/** The same update with one part made large by what means nothing: an unknown parameter, an unknown field, blanks after the JSON. */
function enlarged(
  { part, bytes }: Large,
  text: string,
): { readonly raw: string; readonly query?: string; readonly headers?: Readonly<Record<string, string>> } {
  switch (part) {
    case 'target':
      return { raw: text, query: `padding=${'x'.repeat(bytes)}` }
    case 'header':
      return { raw: text, headers: { 'x-clusterproof-padding': 'x'.repeat(bytes) } }
    case 'body':
      return { raw: text.padEnd(bytes, ' ') }
  }
}

/** Nothing is said of a connection that was closed: that is common while a large body is still being sent. */
function served(
  history: History,
  { large, index, volatile }: { readonly large: Large; readonly index: number; readonly volatile: readonly string[] },
): Judgement | undefined {
  const [before, attempt, after] = [history.find(`before ${index}`), history.find(`attempt ${index}`), history.find(`before ${index + 1}`)]
  const status = answerOf(attempt)?.status
  if (attempt === undefined || status === undefined) return undefined
  if (!succeeded(after)) return broken('the next request is served', told(after), `before ${index + 1}`)
  if (status < 300) return kept
  if (status < 400 || status >= 500) return broken(`a ${large.part} of ${large.bytes} bytes is served, or refused with 4xx`, told(attempt), attempt.label)
  const places = differences(view(answerOf(before)?.json, volatile), view(answerOf(after)?.json, volatile))
  return places.length === 0 ? kept : broken('a refusal has no effect', `${told(attempt)}, and yet ${places.join(', ')} changed`, attempt.label)
}
