import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import addFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import packaged from '../package.json' with { type: 'json' }
import { misfits, readAuthored, schemaText, type Authored } from './authored.ts'
import { at, isObject } from './json.ts'
import type { Json } from './json.ts'

const kinds: readonly Authored[] = ['config', 'deviations']

function schemaOf(kind: Authored): Json {
  const schema: unknown = JSON.parse(schemaText(kind))
  return isObject(schema) ? schema : {}
}

describe('a published schema', () => {
  test.each(kinds)('of %s is sound, and shipped', (kind) => {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false })
    addFormats.default(ajv)

    expect(() => ajv.compile(JSON.parse(schemaText(kind)) as object)).not.toThrow()
    expect(packaged.exports).toHaveProperty([`./${kind}.schema.json`], `./dist/specs/${kind}.schema.json`)
  })

  test('says the same of a deviation wherever it is written', () => {
    const [one, other] = kinds.map((kind) => at(schemaOf(kind), '/$defs/deviation'))

    expect(one).toBeDefined()
    expect(other).toEqual(one)
  })

  test.each(kinds)('of %s says of every member what to write', (kind) => {
    const undescribed = membersIn(schemaOf(kind)).filter(([, member]) => isObject(member) && !('description' in member) && !('$ref' in member))

    expect(undescribed.map(([name]) => name).filter((name) => name !== 'targets')).toEqual([])
  })
})

function membersIn(schema: Json): readonly (readonly [string, Json])[] {
  if (Array.isArray(schema)) return (schema as readonly Json[]).flatMap(membersIn)
  if (!isObject(schema)) return []
  const own = isObject(schema['properties']) ? Object.entries(schema['properties']) : []
  return [...own, ...Object.values(schema).flatMap(membersIn)]
}

describe('misfits', () => {
  test.each<[string, Authored, Record<string, Json>, object]>([
    ['a member that means nothing', 'config', { profle: 'core' }, { at: '', keyword: 'additionalProperties', member: 'profle' }],
    ['a member that is missing', 'config', { targets: { a: { provider: 'x' } } }, { at: '/targets/a', keyword: 'required', member: 'url' }],
    ['a value that is none of few', 'config', { profile: 'ful' }, { at: '/profile', keyword: 'enum', allowed: ['read-only', 'core', 'full'], found: 'ful' }],
    ['a number that is too small', 'config', { budget: { live: 0 } }, { at: '/budget/live', keyword: 'minimum', found: 0 }],
    ['a name that is not allowed', 'config', { targets: { mock: { provider: 'x', url: 'y' } } }, { at: '/targets', keyword: 'propertyNames', member: 'mock' }],
    ['a list of what is no deviation', 'config', { deviations: ['x'] }, { at: '/deviations/0', keyword: 'type' }],
    ['no list', 'deviations', { deviations: {} }, { at: '/deviations', keyword: 'type' }],
  ])('tell %s', (_, kind, content, expected) => {
    expect(misfits(kind, content)).toEqual([expect.objectContaining(expected)])
  })

  test.each<[string, Authored, Record<string, Json>]>([
    ['nothing', 'config', {}],
    ['hosts of every kind', 'config', { allow: ['a', 'api.example.com', 'api.example.com:8443', '10.0.0.1', '[2001:db8::1]:443'] }],
    ['no budget for clusters at all', 'config', { budget: { creates: 0, requestsPerSecond: 0.2, minutes: 0.5 } }],
    ['a path instead of a list', 'config', { deviations: 'known.yaml' }],
    ['an empty list', 'deviations', { deviations: [] }],
  ])('are none in %s', (_, kind, content) => {
    expect(misfits(kind, content)).toEqual([])
  })
})

describe('reading', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clusterproof-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  test.each<[string, string | Uint8Array, string]>([
    ['is not UTF-8', new Uint8Array([0x61, 0xff]), 'The file is not UTF-8 text'],
    ['is larger than what anybody writes', 'a'.repeat(1024 * 1024 + 1), 'It has 1048577 bytes, and at most 1048576 are read.'],
    ['repeats by aliases', 'a: &a [1]\nb: *a\n', 'aliases exceeded'],
    ['holds a number that JSON has not', 'a: .inf', 'does not hold a mapping of JSON values'],
  ])('refuses a file that %s', async (_, text, message) => {
    await writeFile(join(folder, 'a.yaml'), text)

    expect(await readAuthored(join(folder, 'a.yaml'))).toMatchObject({ message: expect.stringContaining(message) })
  })
})
