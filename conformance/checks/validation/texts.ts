import fc from 'fast-check'
import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { admitsText, freeTextOf, readBack, writerOf } from './free-text.ts'
import { utf8Texts } from './wire-texts.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { FreeText } from './free-text.ts'

/** Texts that are lost to a wrong character set, to normalisation, to trimming or to code that counts in units of 16 bits. */
const telling: readonly string[] = [
  'cafe\u0301 \u00e9',
  '\u{1f6a2}\u{1f469}\u200d\u{1f52c}',
  '\u05e9\u05dc\u05d5\u05dd \u202b\u0645\u202c',
  ' x  x ',
  '\u0130\u00df\uff11\ufb01',
  '\u4e2d\u6587\u{20000}',
  '\u201cq\u201d \u2013 \u20ac',
]

export const unicodeRoundtrip = check({
  id: 'val.unicode-roundtrip',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: freeTextOf,
  scenario: (place) =>
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .chain((drawn) => every([...(place.action === 'update' ? telling : [telling.join(' ')]), drawn].filter((text) => admitsText(place, text)))),
  drive: async (api, place, texts) => {
    const write = await writerOf(api, place)
    await write('plain text', 'plain')
    for (const text of texts) await write(`text ${JSON.stringify(text)}`, text)
  },
  judge: (history, place, texts) => allOf(texts.map((text) => same(history, place, { label: `text ${JSON.stringify(text)}`, text }))),
})

/** Refused, or read back as it was sent. */
export function same(history: History, place: FreeText, { label, text }: { readonly label: string; readonly text: string }): Judgement {
  if (!succeeded(history.find('plain text'))) return unclear(`there is no positive control: a plain text got ${told(history.find('plain text'))}`)
  const write = history.find(label)
  const status = answerOf(write)?.status
  if (write === undefined || status === undefined) return unclear(`there is no answer to judge: ${told(write)}`)
  if (status >= 400 && status < 500) return kept
  if (!succeeded(write)) return broken('the text is stored as it is, or refused', told(write), label)
  if (!succeeded(history.find(`${label}, read`))) return unclear(`what was written could not be read: ${told(history.find(`${label}, read`))}`)
  const shown = readBack(history, place, label)
  return shown === text
    ? kept
    : broken(
        `${place.place} reads back as ${escaped(text)}`,
        `it reads back as ${typeof shown === 'string' ? escaped(shown) : JSON.stringify(shown)}`,
        `${label}, read`,
      )
}

/** A text with everything but printable ASCII escaped, so that a report shows the difference. */
function escaped(text: string): string {
  return JSON.stringify(text).replaceAll(/[^\x20-\x7e]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)
}

export const encoding = check({
  id: 'val.encoding',
  cost: 'destructive',
  each: 'first',
  runs: 1,
  needs: freeTextOf,
  scenario: () => every(utf8Texts.map(({ variant }) => variant)),
  drive: async (api, place, variants) => {
    const write = await writerOf(api, place)
    await write('plain text', 'plain')
    for (const { variant, text, sent } of utf8Texts) if (variants.includes(variant)) await write(variant, text, sent && ((body) => sent(body, place.place)))
  },
  judge: (history, place, variants) =>
    allOf(
      utf8Texts
        .filter((one) => variants.includes(one.variant))
        .map(({ variant, text, mustFail }) =>
          mustFail ? refusedText(history, place, { label: variant, text }) : same(history, place, { label: variant, text }),
        ),
    ),
})

function refusedText(history: History, place: FreeText, { label, text }: { readonly label: string; readonly text: string }): Judgement {
  if (!succeeded(history.find('plain text'))) return unclear(`there is no positive control: a plain text got ${told(history.find('plain text'))}`)
  const write = history.find(label)
  const status = answerOf(write)?.status
  if (write === undefined || status === undefined) return unclear(`there is no answer to judge: ${told(write)}`)
  const shown = readBack(history, place, label)
  if (typeof shown === 'string' && shown.startsWith(text))
    return broken('bytes that are not UTF-8 are not stored', `${told(write)}, and it reads back as ${escaped(shown)}`, label)
  return status >= 400 && status < 500 ? kept : broken('a refusal with a status of the class 4xx', told(write), label)
}
