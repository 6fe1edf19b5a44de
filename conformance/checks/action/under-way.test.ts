import { describe, expect, test } from 'vitest'
import { broken, kept } from '../../verdict.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { isSure, unlessOver } from './under-way.ts'
import type { Meeting, Undisturbed } from './under-way.ts'

/** An act answered after 10 ms, and an attempt with the given times, in ms. */
function meeting(times: { readonly sent: number; readonly received: number; readonly status?: number }): Meeting {
  return { start: exchange('rig', { method: 'POST', sent: 0, received: 10 }), attempt: exchange('again', { method: 'POST', ...times }) }
}

/** The same act elsewhere, sent at 1000 and answered at 1010, and the times at which looks were sent that showed it under way. */
function alone(looks: readonly number[], status = 200): Undisturbed {
  return {
    start: exchange('rig alone', { method: 'POST', status, sent: 1000, received: 1010 }),
    looks: looks.map((sent) => exchange('look', { sent, received: sent + 500 })),
  }
}

const prompt = { sent: 20, received: 30 }

test.each<readonly [string, Meeting, Undisturbed, boolean]>([
  ['lasts much longer elsewhere', meeting(prompt), alone([1010, 1050, 1100]), true],
  ['lasts longer elsewhere, but not by far', meeting(prompt), alone([1010, 1050, 1099]), false],
  ['is over elsewhere in less time', meeting(prompt), alone([1020]), false],
  ['is not seen elsewhere', meeting(prompt), alone([]), false],
  ['is not begun elsewhere', meeting(prompt), { start: undefined, looks: [] }, false],
  ['is turned away elsewhere', meeting(prompt), alone([1500], 409), false],
  ['lasts long elsewhere, but is met by a slow answer', meeting({ sent: 20, received: 400 }), alone([1100, 1500]), false],
  ['is met by nothing', { start: meeting(prompt).start, attempt: undefined }, alone([1500]), false],
])('tells whether work was under way that %s', (_, met, elsewhere, sure) => {
  expect(isSure(met, elsewhere)).toBe(sure)
})

test('counts from the answer to the start to the question of the look, however slow both are', () => {
  const { start } = alone([])
  const slow = { start: { ...start!, received: 1450 }, looks: alone([1500]).looks }

  expect(isSure(meeting(prompt), slow)).toBe(false)
})

describe('what was sent while work was under way', () => {
  const finding = broken('a refusal', 'status 201', 'again')
  const unsure = { alone: alone([]), still: false }

  test('accuses where it was accepted in good time', () => {
    expect(unlessOver(finding, { ...meeting(prompt), ...unsure, alone: alone([1500]) })).toBe(finding)
  })

  test('accuses nobody where it was accepted when the work may have been over', () => {
    expect(unlessOver(finding, { ...meeting(prompt), ...unsure })).toMatchObject({ kind: 'unclear' })
  })

  test('accuses where it was accepted while the clock stood still', () => {
    expect(unlessOver(finding, { ...meeting(prompt), ...unsure, still: true })).toBe(finding)
  })

  test('accuses whoever refuses it and does it all the same', () => {
    expect(unlessOver(finding, { ...meeting({ ...prompt, status: 409 }), ...unsure })).toBe(finding)
  })

  test('is kept where it was refused as it should be', () => {
    expect(unlessOver(kept, { ...meeting({ ...prompt, status: 409 }), ...unsure })).toBe(kept)
  })
})
