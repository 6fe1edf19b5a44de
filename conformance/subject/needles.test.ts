import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Needles } from './needles.ts'

const needlesOf = (...needles: readonly string[]): Needles => {
  const all = new Needles()
  for (const [index, needle] of needles.entries()) all.add(needle, `<${index}>`)
  return all
}

test.each<[string, readonly string[], string, string]>([
  ['nothing where there is nothing to look for', [], 'harbour master', 'harbour master'],
  ['a needle at the beginning and at the end', ['harbour'], 'harbour of harbour', '<0> of <0>'],
  ['needles that follow each other', ['harbour', 'masters'], 'harbourmasters', '<0><1>'],
  ['the longer of two that begin alike', ['harbour', 'harbour master'], 'a harbour master', 'a <1>'],
  ['the first of two that overlap', ['aaaaaaab', 'abcccccc'], 'aaaaaaabcccccc', '<0>cccccc'],
  ['no needle that is too short', ['master'], 'harbour master', 'harbour master'],
  ['characters beyond Latin', ['häfen–🚢s'], 'zwei häfen–🚢s', 'zwei <0>'],
])('replaces %s', (_, needles, text, replaced) => {
  expect(needlesOf(...needles).replaceIn(text)).toBe(replaced)
})

test('finds what a search one by one finds, in any text', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 7, maxLength: 12 })
  fc.assert(
    fc.property(fc.uniqueArray(letters, { maxLength: 5 }), fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 30 })), (needles, pieces) => {
      const text = pieces.flatMap((piece, index) => [piece, needles[index % 7] ?? '']).join('')
      let [expected, at] = ['', 0]
      while (at < text.length) {
        const found = needles.filter((needle) => text.startsWith(needle, at)).toSorted((a, b) => b.length - a.length)[0]
        expected += found === undefined ? text[at] : `<${needles.indexOf(found)}>`
        at += found?.length ?? 1
      }

      expect(needlesOf(...needles).replaceIn(text)).toBe(expected)
    }),
  )
})
