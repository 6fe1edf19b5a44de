import fc from 'fast-check'
import { check } from '../../check.ts'
import { Blocked } from '../../api.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, optional, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { showsText } from './foreign.ts'
import { asking, keptText } from './needs.ts'
import { plainText } from './samples.ts'
import { read, sameText, write } from './verbatim.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'

const absent = check({
  id: 'text.absent',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const own = keptText(reading)
    const because = `a ${reading.resource} has a text of its own from the beginning`
    return all({ own: own.kind === 'met' && !own.value.absentAtFirst ? unmet(because) : own, refusal: reading.refusal('absent') })
  },
  scenario: () => fc.constant(null),
  drive: async (api, { own }) => {
    const handle = await api.make('create')
    await read(api, own, { handle, label: 'none yet' })
    await write(api, own, { handle, label: 'write', raw: plainText('first') })
    await read(api, own, { handle, label: 'read' })
  },
  judge: (history, { refusal }) => {
    const [early, late] = [history.find('none yet'), history.find('read')]
    const answer = answerOf(early)
    if (early === undefined || answer === undefined) return unclear(`there is no answer to judge: ${told(early)}`)
    if (!succeeded(late)) return unclear(`there is no positive control: a text that was written was answered with ${told(late)}`)
    if (refusal.statuses.includes(answer.status) || (succeeded(early) && answer.bytes === 0)) return kept
    const expected = `a refusal with status ${refusal.statuses.join(' or ')}, or nothing`
    return leaning(broken(expected, succeeded(early) ? `a text of ${answer.bytes} bytes that nobody wrote` : told(early), early.label), refusal.statusesLeanOn)
  },
})

/** What tells the texts of two resources apart. */
const marks = { ours: 'cp-ours', theirs: 'cp-theirs' }

const own = check({
  id: 'text.own',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ own: keptText(reading), stranger: optional(reading.principal('other')) }),
  scenario: () => fc.constant(null),
  drive: async (api, { own: text, stranger }) => {
    const [one, other] = [await api.borrow(), await api.make('create')]
    if (JSON.stringify(one.params) === JSON.stringify(other.params)) throw new Blocked('two resources cannot be told apart')
    await write(api, text, { handle: one, label: 'write ours', raw: plainText(marks.ours) })
    await read(api, text, { handle: other, label: 'theirs before' })
    await write(api, text, { handle: other, label: 'write theirs', raw: plainText(marks.theirs) })
    await read(api, text, { handle: one, label: 'ours' })
    await read(api, text, { handle: other, label: 'theirs' })
    if (stranger === undefined) return
    const foreign = { operation: text.read, as: 'other', headers: asking(text.mediaType) } as const
    await api.send('by a stranger', { ...foreign, params: one.params })
    await api.send('by a stranger at home', { ...foreign, params: { ...one.params, ...stranger.params } })
  },
  judge: (history) =>
    allOf([
      keptApart(history, 'theirs before', marks.ours),
      readBack(history, 'ours'),
      readBack(history, 'theirs'),
      ...['by a stranger', 'by a stranger at home'].flatMap((label) => (history.find(label) === undefined ? [] : [keptApart(history, label, marks.ours)])),
    ]),
})

/** Judges that an answer shows nothing of a text that is somebody else's. */
function keptApart(history: History, label: string, mark: string): Judgement {
  const exchange = history.find(label)
  if (answerOf(exchange) === undefined) return unclear(`there is no answer to judge: ${told(exchange)}`)
  return showsText(exchange, mark) ? broken('nothing of the text of another', `${told(exchange)}, with that text`, label) : kept
}

function readBack(history: History, whose: 'ours' | 'theirs'): Judgement {
  const written = history.find(`write ${whose}`)
  if (!succeeded(written)) return unclear(`no text could be written: ${told(written)}`)
  return sameText(history.find(whose), { sent: written?.request.body ?? '', bytes: Buffer.byteLength(plainText(marks[whose])) })
}

export const whose: readonly Check[] = [absent, own]
