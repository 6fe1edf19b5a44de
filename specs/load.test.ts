import { createHash } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ContractError, loadContract } from './load.ts'
import { prepareContract } from './prepared.ts'

const pretend = fileURLToPath(new URL('../fixtures/pretend', import.meta.url))
const kupe = fileURLToPath(new URL('./kupe', import.meta.url))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-'))
  await cp(pretend, folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true }))

async function edit(name: string, from: string, to: string): Promise<void> {
  const file = join(folder, name)
  await writeFile(
    file,
    (await readFile(file, 'utf8')).replace(from, () => to),
  )
}

describe('a contract', () => {
  test('tells what the two files of its folder say', async () => {
    const contract = await loadContract(pretend)
    expect(contract).toMatchObject({ id: 'pretend', title: 'Pretend Harbour', folder: pretend, basePath: '/pretend/v2' })
    expect([...contract.operations.keys()]).toEqual([
      'listBerths',
      'createBerth',
      'towBerth',
      'getBerth',
      'refitBerth',
      'fillBerth',
      'getMooring',
      'listPasses',
      'issuePass',
      'revokePass',
      'listBuoys',
      'layBuoy',
      'liftBuoy',
    ])
  })

  test('holds operations with the parameters of their path, their bodies and their answers resolved', async () => {
    const { operations } = await loadContract(pretend)
    expect(operations.get('refitBerth')).toMatchObject({
      method: 'PATCH',
      template: '/pretend/v2/harbour/{port}/berths/{berth}',
      parameters: [
        { name: 'port', in: 'path', required: true, schema: '/components/parameters/Port/schema' },
        { name: 'berth', in: 'path', required: true, schema: '/components/parameters/Berth/schema' },
        { name: 'If-Match', in: 'header', required: true, schema: '/paths/~1harbour~1{port}~1berths~1{berth}/patch/parameters/0/schema' },
        { name: 'Harbour-Order', in: 'header', required: false, schema: '/components/parameters/Order/schema' },
      ],
      requestBody: {
        required: true,
        mediaType: 'application/json',
        schema: '/paths/~1harbour~1{port}~1berths~1{berth}/patch/requestBody/content/application~1json/schema',
      },
      open: false,
      behaviour: { action: 'update' },
    })
    expect(operations.get('refitBerth')?.responses.get(200)).toEqual({
      status: 200,
      description: 'The berth.',
      schema: '/components/responses/Berth/content/application~1json/schema',
      mediaType: 'application/json',
      headers: ['etag'],
    })
    expect(operations.get('fillBerth')?.responses.get(204)).toEqual({ status: 204, description: 'It is gone.', headers: [] })
  })

  test('knows the operations that need no credential', async () => {
    await edit('openapi.yaml', '      operationId: getBerth\n', '      operationId: getBerth\n      security: []\n')
    const { operations } = await loadContract(folder)
    expect([...operations.values()].filter(({ open }) => open).map(({ id }) => id)).toEqual(['getBerth'])
  })

  test('has the hash of its two files', async () => {
    const bytes = await Promise.all(['openapi.yaml', 'behaviour.yaml'].map((name) => readFile(join(pretend, name))))
    expect((await loadContract(pretend)).hash).toBe(createHash('sha256').update(Buffer.concat(bytes)).digest('hex'))
  })

  test('follows references of schemas one step', async () => {
    const { schemaAt } = await loadContract(pretend)
    expect(schemaAt('/components/schemas/Berth/properties/water')).toMatchObject({ required: ['state'] })
    expect(schemaAt('/components/schemas/Water')).toMatchObject({ required: ['state'] })
    expect(schemaAt('/components/schemas/Nothing')).toBeUndefined()
  })

  test('judges values by a schema of the document, formats included', async () => {
    const { operations, validate } = await loadContract(pretend)
    const order = operations.get('createBerth')?.requestBody?.schema ?? ''
    expect(validate(order, { vessel: 'Ada', draught: '1500m' })).toEqual([])
    expect(validate(order, { vessel: 'Ada', draught: '1GB' })).toMatchObject([{ at: '/draught', keyword: 'format' }])
    expect(validate(order, { draught: '1' })).toEqual([{ at: '', keyword: 'required', message: "must have the member 'vessel'", member: 'vessel' }])
    expect(validate('/components/schemas/Water', { state: 'ice' })[0]?.message).toBe('must be one of "dredging", "flooding", "afloat", "refitting", "aground"')
    expect(validate('/components/parameters/Port/schema', 'a'.repeat(64))).toMatchObject([{ keyword: 'format' }])
    for (const value of [undefined, null, Number.NaN, [], 'x', () => 1, 10n]) expect(validate(order, value)).toHaveLength(1)
  })

  test('names members that a schema does not know, and nests as deep as a stack', async () => {
    await edit('openapi.yaml', '    BerthChange:\n      type: object\n', '    BerthChange:\n      type: object\n      additionalProperties: false\n')
    await edit(
      'openapi.yaml',
      '    Flags:\n      type: object\n',
      "    Tree: { items: { $ref: '#/components/schemas/Tree' } }\n    Flags:\n      type: object\n",
    )
    const { validate } = await loadContract(folder)
    expect(validate('/components/schemas/BerthChange', { colour: 'red' })).toMatchObject([{ at: '', keyword: 'additionalProperties', member: 'colour' }])
    const deep: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))
    expect(validate('/components/schemas/Tree', deep)).toMatchObject([{ keyword: 'depth' }])
  })

  test('is loaded from both real folders', async () => {
    expect((await loadContract(kupe)).basePath).toBe('/api/v1')
  })
})

describe('a folder that holds no sound contract', () => {
  test('is refused with every problem, its line and what to write', async () => {
    await edit('behaviour.yaml', 'lifecycle: basin', 'lifecycle: dock')
    await edit('behaviour.yaml', 'schema: Port', 'schema: Haven')
    const refused: unknown = await loadContract(folder).catch((error: unknown) => error)
    if (!(refused instanceof ContractError)) throw new Error('no ContractError')
    expect(refused.message).toContain(`Failed to load the contract in '${folder}': `)
    for (const rule of ['lifecycle-exists', 'schema-exists'])
      expect(refused.message).toContain(refused.findings.find((finding) => finding.rule === rule)?.message)
    expect(refused.message).toMatch(/behaviour\.yaml:\d+:\d+ There is no lifecycle 'dock'\. Write one of 'basin'\./)
  })

  test('is loaded in spite of warnings', async () => {
    await edit('openapi.yaml', "'428':", "'427':")
    expect((await loadContract(folder)).id).toBe('pretend')
  })

  test('is refused when it is not there', async () => {
    await expect(loadContract(join(folder, 'nowhere'))).rejects.toThrow(
      /^Failed to load the contract in '.*nowhere': There is no folder '.*nowhere'\. Name a folder/,
    )
  })

  test('is refused when a file is too large', async () => {
    await writeFile(join(folder, 'openapi.yaml'), '#'.repeat(8 * 1024 * 1024 + 1))
    await expect(loadContract(folder)).rejects.toThrow('has 8388609 bytes. At most 8388608 are read')
  })

  test('is refused when a file is not text', async () => {
    await writeFile(join(folder, 'behaviour.yaml'), Uint8Array.of(0xff, 0xfe))
    await expect(loadContract(folder)).rejects.toThrow('not UTF-8')
  })
})

describe('a prepared contract', () => {
  test('is the same contract', async () => {
    const { validate: _, schemaAt: __, ...before } = await loadContract(folder)
    await prepareContract(folder)
    const { validate: ___, schemaAt: ____, ...prepared } = await loadContract(folder)
    expect(prepared).toEqual(before)
  })

  test('is forgotten as soon as one byte of the files changes', async () => {
    await prepareContract(folder)
    await edit('behaviour.yaml', 'title: Pretend Harbour', 'title: Another Harbour')
    expect((await loadContract(folder)).title).toBe('Another Harbour')
  })

  test.each(['', '{', '[]', '{"hash":"x"}'])('is forgotten when it is damaged: %j', async (text) => {
    await writeFile(join(folder, 'contract.json'), text)
    expect((await loadContract(folder)).id).toBe('pretend')
  })

  test('is never made of an unsound folder', async () => {
    await edit('behaviour.yaml', 'lifecycle: basin', 'lifecycle: dock')
    await expect(prepareContract(folder)).rejects.toThrow(ContractError)
  })
})
