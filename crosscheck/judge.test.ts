import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { judge } from './judge.ts'
import type { Passage, Told } from './passage.ts'
import { loadReasons } from './reasons.ts'
import type { Reason } from './reasons.ts'
import { violationsIn } from './violations.ts'
import type { Violation } from './violations.ts'

const reasons: readonly Reason[] = [{ id: 'no-body', side: 'not-taken', when: [['method', /^HEAD$/]], because: 'HEAD.' }]

function passage(changes: { readonly mock?: Partial<Passage['mock']>; readonly prism?: Told; readonly method?: string }): Passage {
  const { mock, prism = said([]), method = 'GET' } = changes
  return { number: 1, method, target: '/boats', scheme: '', body: '', mock: { status: 200, operation: 'listBoats', says: '', ...mock }, prism }
}

function said(violations: readonly Partial<Violation>[], cut = false): Told {
  return { kind: 'judged', violations: violations.map((one) => ({ side: 'request', at: '', severity: 'Error', code: '', message: '', ...one })), cut }
}

const { operation: _, ...unknown } = passage({}).mock
const nowhere: Passage = { ...passage({ prism: { kind: 'unrouted' } }), mock: { ...unknown, status: 404, refusal: 'not-routable' } }
const refusal = { status: 400, refusal: 'invalid-body' } as const

describe('what Prism and the mock say of one request', () => {
  test.each([
    ['both accept it', passage({}), { request: 'both-accept', differences: [], violations: [] }],
    ['both refuse it', passage({ mock: refusal, prism: said([{ at: 'body' }]) }), { request: 'both-refuse', differences: [] }],
    ['the mock refuses it for its state', passage({ mock: { status: 409, refusal: 'wrong-phase' } }), { request: 'both-accept' }],
    ['only Prism refuses it', passage({ prism: said([{ at: 'body' }]) }), { request: 'differs', differences: [{ side: 'only-prism' }] }],
    ['only the mock refuses it', passage({ mock: refusal }), { request: 'differs', differences: [{ side: 'only-mock' }] }],
    [
      'a server error is no refusal',
      passage({ mock: { status: 500, refusal: 'internal' }, prism: said([{}]) }),
      { request: 'differs', differences: [{ side: 'only-prism' }] },
    ],
    ['an operation that Prism does not find', passage({ prism: { kind: 'unrouted' } }), { request: 'differs', differences: [{ side: 'only-mock' }] }],
    ['a path that neither has', nowhere, { request: 'unasked', differences: [] }],
    [
      'an answer that breaks its schema',
      passage({ prism: said([{ side: 'response', at: 'body/name', code: 'type' }]) }),
      { request: 'both-accept', violations: [{ at: 'body/name' }] },
    ],
    [
      'an answer of an undeclared status',
      passage({ prism: said([{ side: 'response', severity: 'Warning', message: 'Unable to match the returned status code with those …' }]) }),
      { differences: [{ side: 'undeclared' }], violations: [] },
    ],
    ['an answer whose violations did not fit', passage({ prism: said([{}], true) }), { differences: [{ side: 'only-prism' }, { side: 'not-taken' }] }],
    [
      'a request that Prism answers by itself',
      passage({ method: 'HEAD', prism: { kind: 'lost', status: 500, says: '' } }),
      { differences: [{ side: 'not-taken', reason: 'no-body' }] },
    ],
  ])('%s', (_, one, expected) => {
    expect(judge(one, reasons)).toMatchObject(expected)
  })
})

describe('the header sl-violations', () => {
  const one = { location: ['response', 'body', 'name'], severity: 'Error', code: 'type', message: 'no' }

  test('is read as a list', () => {
    expect(violationsIn(JSON.stringify([one]))).toEqual({
      list: [{ side: 'response', at: 'body/name', severity: 'Error', code: 'type', message: 'no' }],
      cut: false,
    })
    expect(violationsIn(undefined)).toEqual({ list: [], cut: false })
  })

  test('is known to be cut, and what is whole of it is read', () => {
    const whole = JSON.stringify([one, one, one])

    expect(violationsIn(`Too many violations! ${whole.slice(0, -20)}`)).toMatchObject({ list: [{}, {}], cut: true })
    expect(violationsIn('Too many violations! [{"location"')).toEqual({ list: [], cut: true })
  })

  test('is refused in any other form', () => {
    expect(() => violationsIn('{}')).toThrow('it is no list')
    expect(() => violationsIn('[{"location":["elsewhere"]}]')).toThrow('there is no location')
  })
})

describe('the list of reasons', () => {
  const read = async (text: string) => {
    const folder = await mkdtemp(join(tmpdir(), 'reasons-'))
    try {
      await writeFile(join(folder, 'reasons.yaml'), text)
      return await loadReasons(join(folder, 'reasons.yaml'))
    } finally {
      await rm(folder, { recursive: true })
    }
  }

  test('is refused where an entry would explain everything', async () => {
    await expect(read('- { id: a, side: only-mock, because: b }')).rejects.toThrow('it has no condition')
  })

  test.each([
    ['- { id: a, side: nobody, when: { mock: x }, because: b }', 'its side is "nobody"'],
    ['- { id: a, side: only-mock, when: { moon: x }, because: b }', 'nothing is called moon'],
    ['- { id: a, side: only-mock, when: { mock: x } }', 'it has no because'],
    ['- { id: a, side: only-mock, when: { mock: x }, because: b }\n- { id: a, side: only-mock, when: { mock: x }, because: b }', 'the id a stands twice'],
    ['a: 1', 'the document is no list'],
  ])('is refused where it cannot be meant: %s', async (text, problem) => {
    await expect(read(text)).rejects.toThrow(problem)
  })
})
