import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { all } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { keptText } from './needs.ts'
import { plainText } from './samples.ts'
import { difference, read, write } from './verbatim.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'

/** A body that no server needs to take: of another media type, or no text at all. */
export interface Odd {
  readonly name: string
  readonly raw: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

const strange = Uint8Array.from([0x6b, 0x69, 0x6e, 0x64, 0x3a, 0x20, 0xff, 0xfe, 0xc3, 0x28, 0x0a])

const odd: readonly Odd[] = [
  { name: 'a JSON object', raw: '{"kind": "Config",  "odd": true}', headers: { 'content-type': 'application/json' } },
  { name: 'a JSON string', raw: JSON.stringify(plainText('wrapped')), headers: { 'content-type': 'application/json' } },
  { name: 'a form', raw: 'kind=Config&name=a+b%20c', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  { name: 'bytes that are no UTF-8', raw: strange },
]

const otherwise = check({
  id: 'text.never-mangled',
  cost: 'refused',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ own: keptText(reading) }),
  scenario: () => every(odd.map(({ name }) => name)),
  drive: async (api, { own }, names) => {
    const handle = await api.borrow()
    for (const { name, raw, headers } of odd.filter(({ name: one }) => names.includes(one))) {
      await write(api, own, { handle, label: `plain before ${name}`, raw: plainText(`before-${names.indexOf(name)}`) })
      await read(api, own, { handle, label: `before ${name}` })
      await write(api, own, { handle, label: name, raw, ...(headers && { headers }) })
      await read(api, own, { handle, label: `after ${name}` })
    }
  },
  judge: (history, _, names) => allOf(odd.filter(({ name }) => names.includes(name)).map((one) => unmangled(history, one))),
})

/** Judges that what was turned away left the text as it was, and that what was taken is there as it was sent. */
export function unmangled(history: History, { name, raw }: Odd): Judgement {
  const [attempt, before, after] = [name, `before ${name}`, `after ${name}`].map((label) => history.find(label))
  if (!succeeded(before)) return unclear(`no text was there before: ${told(before)}`)
  const [was, is, answer] = [answerOf(before), answerOf(after), answerOf(attempt)]
  if (attempt === undefined || answer === undefined || is === undefined) return unclear(`there is no answer to judge: ${told(attempt)}, ${told(after)}`)
  if (answer.status >= 500) return broken('a refusal with a status of the class 4xx, or a success', told(attempt), name)
  const wanted = succeeded(attempt) ? (attempt.request.body ?? '') : (was?.body ?? '')
  const bytes = succeeded(attempt) ? lengthOf(raw) : (was?.bytes ?? 0)
  if (is.body === wanted && is.bytes === bytes) return kept
  const expected = succeeded(attempt) ? 'the bytes that were taken' : 'the text as it was'
  return broken(expected, `${told(attempt)}, and then ${succeeded(after) ? difference(wanted, is.body) : told(after)}`, name)
}

function lengthOf(raw: string | Uint8Array): number {
  return typeof raw === 'string' ? Buffer.byteLength(raw) : raw.length
}

/** Whether an answer shows a text, or any of it that is its own. */
export function showsText(exchange: Exchange | undefined, mark: string): boolean {
  return (answerOf(exchange)?.body ?? '').includes(mark)
}

export const oddBodies: readonly Check[] = [otherwise]
