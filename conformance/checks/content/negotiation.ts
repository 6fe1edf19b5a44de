import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { differences, sameView, view, volatileIn } from '../../judge/view.ts'
import { every } from '../../generate/every.ts'
import { all, map } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { anotherValue, look, write, writing } from './writing.ts'
import type { Exchange, History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'

/** How a body that is JSON is sent as if it were something else. A missing type is not among them: a server may look inside. */
const disguises: readonly { readonly name: string; readonly headers: Readonly<Record<string, string>> }[] = [
  { name: 'text/plain', headers: { 'content-type': 'text/plain' } },
  { name: 'application/xml', headers: { 'content-type': 'application/xml' } },
  { name: 'a form', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  { name: 'an unknown type', headers: { 'content-type': 'application/x-clusterproof' } },
  { name: 'an unknown content coding', headers: { 'content-encoding': 'x-clusterproof' } },
]

export const unsupportedMediaType = check({
  id: 'content.unsupported-media-type',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ writing: writing(reading), document: reading.document() }),
  scenario: ({ document }) =>
    every(
      disguises
        .filter(({ headers }) => !document.behaviour.content.mediaTypes.request.includes(headers['content-type'] ?? ''))
        .map((disguise) => ({ ...disguise })),
    ),
  drive: async (api, { writing: needs }, chosen) => {
    const handle = await api.borrow()
    const first = await look(api, 'first', handle)
    await write(api, needs, { label: 'control', handle, plan: { body: needs.field.body(anotherValue(needs.field, first)) } })
    const before = await look(api, 'before', handle)
    const body = needs.field.body(anotherValue(needs.field, before))
    for (const { name, headers } of chosen) await write(api, needs, { label: `as ${name}`, handle, plan: { body, headers } })
    await look(api, 'after', handle)
  },
  judge: (history, { writing: { volatile }, document }, chosen) => {
    const own = document.behaviour.errors.refusals['unsupported-media-type']?.status
    // Connect calls a coding that it does not know unimplemented (https://connectrpc.com/docs/protocol#unary-request).
    const statuses = [415, 400, ...(document.wire === 'connect' ? [501] : []), ...(own === undefined ? [] : [own])]
    const sides = { control: history.find('control'), before: history.find('before'), after: history.find('after'), without: volatile }
    return allOf(chosen.map(({ name }) => refused({ ...sides, attempt: history.find(`as ${name}`), statuses })))
  },
})

/** Types in which nobody represents a cluster. */
const unavailable = [
  'application/x-clusterproof',
  'image/png',
  'application/x-clusterproof;q=0.5, audio/*;q=0.1',
  'font/woff2, application/x-clusterproof;version=2',
]

export const notAcceptable = check({
  id: 'content.not-acceptable',
  cost: 'safe',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ read: reading.operation('read'), volatile: map(reading.identity(), () => volatileIn(reading.type)) }),
  scenario: () => every([...unavailable]),
  drive: async (api, { read }, accepted) => {
    const { params } = await api.borrow()
    await api.send('plain', { operation: read.id, params })
    for (const accept of accepted) await api.send(`accepts ${accept}`, { operation: read.id, params, headers: { accept } })
    await api.send('plain again', { operation: read.id, params })
  },
  judge: (history, { volatile }, accepted) => {
    const [plain, again] = [history.find('plain'), history.find('plain again')]
    if (!succeeded(plain) || !sameView(plain, again, volatile)) return unclear('the plain reads around it failed or differ')
    return allOf(accepted.map((accept) => negotiated(history, `accepts ${accept}`, { plain, volatile })))
  },
})

function negotiated(
  history: History,
  label: string,
  { plain, volatile }: { readonly plain: Exchange | undefined; readonly volatile: readonly string[] },
): Judgement {
  const exchange = history.find(label)
  const answer = answerOf(exchange)
  if (exchange === undefined || answer === undefined) return unclear(told(exchange))
  if (answer.status === 406) return kept
  if (!succeeded(exchange)) return broken('status 406, or the usual representation', told(exchange), label)
  if (answer.bytes === 0) return broken('status 406, or the usual representation', `status ${answer.status} without content`, label)
  const places = differences(view(answerOf(plain)?.json, volatile), view(answer.json, volatile))
  return places.length === 0 ? kept : broken('status 406, or the usual representation', `another representation: ${places.join(', ')}`, label)
}
