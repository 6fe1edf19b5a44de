import { expect, test } from 'vitest'
import { essential } from './essence.ts'
import { answerOf, History } from './history.ts'
import { broken, kept, unclear } from './verdict.ts'
import type { Exchange } from './history.ts'
import type { Judgement } from './verdict.ts'

function exchange(label: string, number: number): Exchange {
  const response = { status: 200, headers: [], body: '', bytes: 0, utf8: true, json: undefined }
  return {
    label,
    number,
    principal: 'admin',
    request: { method: 'GET', target: '/', headers: [] },
    sent: number,
    received: number,
    outcome: { kind: 'answered', response },
  }
}

const lived = new History(['borrowing', 'settling', 'settling', 'control', 'before', 'attempt', 'after'].map((label, index) => exchange(label, index + 1)))

/** Wants a control, and the same before and after. */
function judge(history: History): Judgement {
  if (history.find('control') === undefined) return unclear('there is no control')
  return answerOf(history.find('before')) !== undefined && history.find('after') !== undefined ? broken('the same', 'another', 'after') : kept
}

test('keeps what the judge needs, its control included, and lets go of what only kept things going', () => {
  const found = judge(lived)
  if (found.kind !== 'broken') throw new Error('the judge found nothing')

  expect(essential(lived, found, judge)).toEqual([4, 5, 7])
})

test('keeps everything that a judge takes for granted', () => {
  const strict = (history: History): Judgement => {
    if (history.exchanges.length < 7) throw new Error('something is missing')
    return broken('a', 'b', 'after')
  }

  expect(essential(lived, broken('a', 'b', 'after'), strict)).toEqual([1, 2, 3, 4, 5, 6, 7])
})
