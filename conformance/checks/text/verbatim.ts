import fc from 'fast-check'
import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf, header, succeeded } from '../../history.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { all, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { isAlike } from './media.ts'
import { asking, keptText, readers } from './needs.ts'
import { plainText, samples } from './samples.ts'
import type { Api, Handle } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Answer, Exchange, History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Kept, Reader } from './needs.ts'
import type { Sample } from './samples.ts'

/** The largest text that is tried, in bytes, where the contract takes as much. */
const most = 65_536

/** Writes a text, or other bytes, as it stands. */
export function write(
  api: Api,
  { write: operation }: Kept,
  {
    handle,
    label,
    raw,
    headers,
  }: { readonly handle: Handle; readonly label: string; readonly raw: string | Uint8Array; readonly headers?: Readonly<Record<string, string>> },
): Promise<Exchange> {
  return api.send(label, { operation, params: handle.params, raw, ...(headers && { headers }) })
}

/** Reads the text of a resource. */
export function read(
  api: Api,
  { read: operation, mediaType }: Kept,
  { handle, label }: { readonly handle: Handle; readonly label: string },
): Promise<Exchange> {
  return api.send(label, { operation, params: handle.params, headers: asking(mediaType) })
}

const verbatim = check({
  id: 'text.verbatim',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ own: keptText(reading) }),
  scenario: ({ own: { contract } }) => fc.noShrink(samples(Math.min(most, Math.floor(contract.behaviour.content.maxBytes.bytes / 2)))).chain(every),
  drive: async (api, { own }, chosen) => {
    const handle = await api.borrow()
    for (const { name, text } of chosen) {
      await write(api, own, { handle, label: `write ${name}`, raw: text })
      await read(api, own, { handle, label: `read ${name}` })
    }
  },
  judge: (history, _, chosen) => allOf(chosen.map((sample) => readBack(history, sample))),
})

function readBack(history: History, { name, text, doubtful }: Sample): Judgement {
  const [written, shown] = [history.find(`write ${name}`), history.find(`read ${name}`)]
  if (!succeeded(written)) return doubtful && isRefusal(written) ? kept : accepted(written)
  // What is empty may as well be nothing, for all that documents say.
  if (text === '' && (isRefusal(shown) || answerOf(shown)?.bytes === 0)) return kept
  return sameText(shown, { sent: written?.request.body ?? '', bytes: Buffer.byteLength(text) })
}

function isRefusal(exchange: Exchange | undefined): boolean {
  const status = answerOf(exchange)?.status ?? 0
  return status >= 400 && status < 500
}

/** Judges that an answer is a text, byte for byte. Secrets in it are hidden on both sides alike, so bytes are counted besides. */
export function sameText(shown: Exchange | undefined, { sent, bytes }: { readonly sent: string; readonly bytes: number }): Judgement {
  const answer = answerOf(shown)
  if (shown === undefined || answer === undefined) return unclear(`what was written could not be read: ${told(shown)}`)
  if (!succeeded(shown)) return broken('the text that was written', told(shown), shown.label)
  if (answer.body !== sent) return broken('the text that was written, byte for byte', difference(sent, answer.body), shown.label)
  return answer.bytes === bytes ? kept : broken(`a text of ${bytes} bytes`, `one of ${answer.bytes} bytes`, shown.label)
}

/** Where two texts part, with a little of what follows. */
export function difference(one: string, other: string): string {
  const [letters, others] = [Array.from(one), Array.from(other)]
  const from = letters.findIndex((letter, index) => letter !== others[index])
  const place = from < 0 ? letters.length : from
  const rest = (some: readonly string[]) => JSON.stringify(some.slice(place, place + 20).join(''))
  return `another text: after ${place} characters ${rest(others)} for ${rest(letters)}`
}

/** How clients of many kinds ask for a text. */
const wishes = ['application/json, text/plain, */*', '*/*', 'application/json;q=0.9, */*;q=0.1', 'text/*;q=0.5, */*;q=0.1'] as const

const negotiated = check({
  id: 'text.any-accept',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ own: keptText(reading) }),
  scenario: () => every([...wishes]),
  drive: async (api, { own }, chosen) => {
    const handle = await api.borrow()
    await write(api, own, { handle, label: 'write', raw: plainText('accept') })
    await read(api, own, { handle, label: 'plain' })
    for (const accept of chosen) await api.send(`accepts ${accept}`, { operation: own.read, params: handle.params, headers: { accept } })
  },
  judge: (history, { own }, chosen) => {
    const plain = history.find('plain')
    if (!succeeded(history.find('write')) || !succeeded(plain)) return unclear(`nothing was written and read: ${told(history.find('write'))}, ${told(plain)}`)
    return allOf(chosen.map((accept) => sameAnswer(history.find(`accepts ${accept}`), { plain: answerOf(plain), own })))
  },
})

function sameAnswer(exchange: Exchange | undefined, { plain, own }: { readonly plain: Answer | undefined; readonly own: Kept }): Judgement {
  const same = sameText(exchange, { sent: plain?.body ?? '', bytes: plain?.bytes ?? 0 })
  return same.kind === 'kept' ? declared(exchange, own.mediaType) : same
}

const mediaType = check({
  id: 'text.media-type',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  // What it is written with takes no part in the verdict, and so weakens nothing.
  needs: (reading) => {
    const own = keptText(reading)
    return all({ readers: readers(reading), creatable: reading.creatable(), own: met(own.kind === 'met' ? own.value : undefined) })
  },
  scenario: ({ readers: all }) => every(all.map(({ id }) => id)),
  drive: async (api, { readers: all, own }, chosen) => {
    const handle = await api.borrow()
    if (own?.absentAtFirst === true) await write(api, own, { handle, label: 'write', raw: plainText('seen') })
    for (const { id, mediaType: media } of all.filter(({ id: one }) => chosen.includes(one)))
      await api.send(id, { operation: id, params: handle.params, headers: asking(media) })
  },
  judge: (history, { readers: all }) => {
    const seen = all.flatMap((reader) => (succeeded(history.find(reader.id)) ? [asText(history.find(reader.id), reader)] : []))
    return seen.length > 0 ? allOf(seen) : unclear('no text was there to be seen')
  },
})

/** Judges that a success is of the declared media type, and no JSON string with the text in it. */
export function asText(exchange: Exchange | undefined, { mediaType: media }: Pick<Reader, 'mediaType'>): Judgement {
  const answer = answerOf(exchange)
  const right = declared(exchange, media)
  if (exchange === undefined || answer === undefined || right.kind !== 'kept') return right
  return typeof answer.json === 'string' && answer.body.trim().startsWith('"') && answer.json.includes('\n')
    ? broken('the text as it stands', 'the text as a string of JSON', exchange.label)
    : kept
}

function declared(exchange: Exchange | undefined, media: string): Judgement {
  const answer = answerOf(exchange)
  if (exchange === undefined || answer === undefined) return unclear(`there is no answer to judge: ${told(exchange)}`)
  const found = header(answer, 'content-type')
  return isAlike(found ?? '', media) ? kept : broken(`the media type ${media}`, found ?? 'none', exchange.label)
}

export const asWritten: readonly Check[] = [verbatim, negotiated, mediaType]
