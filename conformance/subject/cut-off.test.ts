import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCutOff } from './cut-off.ts'

test('tells every JSON text of an object that was cut off', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.json()), fc.nat(), (value, at) => {
      const text = JSON.stringify(value)
      const length = 1 + (at % (text.length - 1))

      expect(isCutOff(text.slice(0, length))).toBe(true)
      expect(isCutOff(text)).toBe(false)
    }),
  )
})

test.each(['', 'null', 'nul', '{}}', '{"a":1]', '<html>', '{"a":1} {', '"text"'])('takes %s for whole, or for something else', (text) => {
  expect(isCutOff(text)).toBe(false)
})
