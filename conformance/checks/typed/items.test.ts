import { expect, test } from 'vitest'
import { foundry } from '../foundry.test-kit.ts'
import { resourceOf } from '../../resources.ts'
import { groundsFor, kindsOf } from './items.ts'

const { type } = resourceOf(foundry, 'furnace')
const ores = (place: string) => (place === '/ore' ? ['IRON', 'TIN', 'BOG'] : [])
const told = (kinds: ReturnType<typeof kindsOf>) => kinds.map(({ label, kind: { where } }) => [label, where?.['/ore']])

test('a kind without a condition wants a resource for which none before it is meant', () => {
  expect(told(kindsOf(type, ores))).toEqual([
    ['BELL as YES_OR_NO', undefined],
    ['AIR as BELLOWS', ['IRON', 'TIN']],
    ['AIR as YES_OR_NO', ['BOG']],
  ])
  expect(groundsFor(kindsOf(type, ores)).map(({ fields }) => fields)).toEqual([[['/ore', 'IRON']], [['/ore', 'BOG']]])
})

test('a kind that cannot be told from another one is left out', () => {
  expect(told(kindsOf(type)).map(([label]) => label)).toEqual(['BELL as YES_OR_NO', 'AIR as BELLOWS'])
})
