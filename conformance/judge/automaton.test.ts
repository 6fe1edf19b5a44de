import { describe, expect, test } from 'vitest'
import { foundry } from '../checks/foundry.test-kit.ts'
import { Fronts } from './automaton-fronts.ts'
import { leadsTo, walk } from './automaton.ts'
import { yard } from './yard.test-kit.ts'
import type { Lifecycle } from '../../specs/behaviour.ts'
import type { Command, Life, Sample } from './automaton.ts'

const told = { basis: 'documented', source: 'page 5' } as const

const lifecycle: Lifecycle = yard

describe('the graph of phases', () => {
  test.each([
    ['ordered', 'ordered'],
    ['ordered', 'building'],
    ['ordered', 'afloat'],
    ['ordered', 'painting'],
    ['building', 'wrecked'],
    ['afloat', 'painting'],
    ['wrecked', 'sinking'],
    ['painting', 'gone'],
  ])('leads from %s to %s, however many phases a poller misses', (from, to) => {
    expect(leadsTo(lifecycle, from, to)).toBe(true)
  })

  test.each([
    ['building', 'ordered'],
    ['afloat', 'building'],
    ['painting', 'ordered'],
    ['sinking', 'afloat'],
    ['wrecked', 'afloat'],
    ['gone', 'ordered'],
  ])('never leads from %s to %s', (from, to) => {
    expect(leadsTo(lifecycle, from, to)).toBe(false)
  })

  const fire = foundry.behaviour.lifecycles?.['fire']

  test.each([
    ['COLD', 'TRIAL', true],
    ['TRIAL', 'COLD', true],
    ['TRIAL', 'HOT', true],
    ['TRIAL', 'DRYING', false],
    ['TRIAL', 'gone', true],
  ])('leads from %s to %s where a rehearsal goes back to where it began: %s', (from, to, is) => {
    expect(fire !== undefined && leadsTo(fire, from, to)).toBe(is)
  })
})

/** Looks ten milliseconds apart, from 0. */
const looks = (...phases: readonly string[]): readonly Sample[] => phases.map((phase, index) => ({ phase, sent: index * 10, received: index * 10 + 1 }))
const ask = (sent: number, ...starts: readonly string[]): Command => ({ starts, sent })

function judged(life: Partial<Life> & Pick<Life, 'samples'>, of = lifecycle): readonly string[] {
  const { faults } = walk(new Fronts(of), { commands: [], born: 'create', ...life })
  return faults.map(({ kind, before, after }) => `${kind}: ${before?.phase ?? 'birth'}, ${after.phase}`)
}

describe('a life', () => {
  test.each([
    ['every phase in turn', looks('ordered', 'building', 'afloat', 'afloat'), []],
    ['skipped phases', looks('ordered', 'afloat'), []],
    ['a first look when it was over', looks('afloat'), []],
    ['an accident that nobody commands', looks('building', 'wrecked'), []],
    ['a phase that nobody declared between two that follow', looks('ordered', 'launching', 'afloat'), []],
    ['a step back', looks('building', 'ordered', 'building'), ['no way: building, ordered']],
    ['a change that nobody commanded', looks('afloat', 'painting', 'afloat'), ['no command: afloat, painting']],
    ['an end that nobody commanded', looks('building', 'sinking'), ['no command: building, sinking']],
    ['a return from a wreck', looks('wrecked', 'afloat'), ['no way: wrecked, afloat']],
  ])('without commands shows %s', (_, samples, faults) => {
    expect(judged({ samples })).toEqual(faults)
  })

  test.each([
    ['at once', [ask(5, 'paint')], []],
    ['late', [ask(-5, 'paint')], []],
    ['during the look that shows it', [ask(10, 'paint')], []],
    ['or perhaps another', [ask(5, 'delete', 'paint')], []],
    ['or nobody knows what', [{ starts: 'any', sent: 5 } as const], []],
    ['only once it had been seen', [ask(12, 'paint')], ['no command: afloat, painting']],
    ['by a command for something else', [ask(5, 'delete')], ['no command: afloat, painting']],
  ])('is changed %s', (_, commands, faults) => {
    expect(judged({ samples: looks('afloat', 'painting', 'afloat'), commands })).toEqual(faults)
  })

  test('is changed once by each command, and as often as it likes by many', () => {
    const samples = looks('afloat', 'painting', 'afloat', 'painting', 'afloat')
    expect(judged({ samples, commands: [ask(5, 'paint')] })).toEqual(['no command: afloat, painting'])
    expect(judged({ samples, commands: [ask(5, 'paint'), ask(25, 'paint')] })).toEqual([])
    expect(judged({ samples, commands: [ask(1, 'paint'), ask(2, 'paint')] })).toEqual([])
  })

  test('of which nothing is known begins anywhere, and goes on as declared', () => {
    const { faults } = walk(new Fronts(lifecycle), { samples: looks('painting', 'afloat', 'ordered'), commands: 'any' })
    expect(faults.map(({ kind, after }) => [kind, after.phase])).toEqual([['no way', 'ordered']])
  })

  test('comes back to where it was before, through a phase that looks like it', () => {
    const there = { ...lifecycle.triggers, dry: { from: ['afloat'], through: [{ phase: 'before', seconds: 1 }], to: 'wrecked', ...told } }
    const moored: Lifecycle = { ...lifecycle, triggers: { ...there, stop: { through: [], to: 'before', ...told } } }
    expect(judged({ samples: looks('afloat', 'afloat', 'afloat', 'wrecked'), commands: [ask(5, 'dry')] }, moored)).toEqual([])
    expect(judged({ samples: looks('painting', 'afloat'), commands: [ask(-1, 'paint'), ask(5, 'stop')] }, moored)).toEqual([])
  })
})

describe('looks that overlap', () => {
  const [begun, slow, quick, late] = [
    { phase: 'ordered', sent: 0, received: 1 },
    { phase: 'afloat', sent: 5, received: 30 },
    { phase: 'building', sent: 10, received: 20 },
    { phase: 'ordered', sent: 31, received: 32 },
  ]

  test('are unordered: either may be the older one', () => {
    expect(judged({ samples: [begun, slow, quick] })).toEqual([])
  })

  test('are both followed by what comes after them', () => {
    expect(judged({ samples: [begun, slow, quick, late] })).toEqual(['no way: afloat, ordered'])
    expect(judged({ samples: [begun, quick, late] })).toEqual(['no way: building, ordered'])
  })
})

test('every change of phase is counted', () => {
  expect(walk(new Fronts(lifecycle), { samples: looks('ordered', 'ordered', 'building', 'afloat'), commands: 'any' }).moves).toBe(2)
})
