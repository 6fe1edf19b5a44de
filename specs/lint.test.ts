import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { soundProvider } from './lint/edited.test-kit.ts'
import type { Mistake } from './lint/edited.test-kit.ts'
import { lintProvider } from './lint.ts'

const { folder: pretend, texts: sound, after, lineOf } = soundProvider('pretend')

const inBehaviour: readonly Mistake[] = [
  {
    rule: 'shape',
    from: 'resource: berth, basis: documented, source: pretend manual §7 }',
    to: 'ressource: berth, basis: documented, source: pretend manual §7 }',
    says: "member 'ressource' that means nothing. Write one of action, resource",
  },
  { rule: 'shape', from: '/id: { is: id }', to: '/id: { is: id, text: x }', says: 'Keep one of is, text, made, value, count, children' },
  { rule: 'shape', from: 'policy: ignore', to: 'policy: forget', says: 'must be one of "refuse", "ignore", and is "forget"' },
  { rule: 'shape', from: 'uncharted, message', to: 'uncharted, massage', says: "has no member 'message'" },
  {
    rule: 'statement',
    from: 'getBerth: { action: read, resource: berth, basis: documented,',
    to: 'getBerth: { action: read, resource: berth,',
    says: 'Write `basis: documented` (the vendor says so), `client` (a real client relies on it) or `assumed`',
  },
  { rule: 'statement', from: 'bytes: 65536, basis: documented, source: pretend manual §4', to: 'bytes: 65536, basis: documented', says: 'has no source' },
  { rule: 'operation-exists', from: 'getBerth: {', to: 'gotBerth: {', says: "no operation 'gotBerth'. Write one of its operationIds: 'listBerths'" },
  { rule: 'operation-exists', from: 'operations: [listBerths, getBerth]', to: 'operations: [listBerths, getBert]', says: "no operation 'getBert'" },
  {
    rule: 'role-contradiction',
    from: 'forbids:\n        - { operations: [createBerth,',
    to: 'forbids:\n        - { operations: [getBerth,',
    says: "allows and forbids 'getBerth'",
    at: '- { operations: [createBerth,',
  },
  {
    rule: 'resource-exists',
    from: 'fillBerth: { action: delete, resource: berth',
    to: 'fillBerth: { action: delete, resource: birth',
    says: "no resource 'birth'. Write one of 'port', 'pass', 'berth'",
  },
  { rule: 'resource-exists', from: 'credentials: { resource: pass', to: 'credentials: { resource: key', says: "no resource 'key'" },
  { rule: 'resource-exists', from: '/id: { is: id }', to: '/id: { count: boat }', says: "no resource 'boat'" },
  {
    rule: 'operation-address',
    from: 'address: [port, berth]',
    to: 'address: [harbour, berth]',
    says: "has the path parameters 'port', but 'list' on 'berth' needs 'harbour'",
    at: 'listBerths:\n',
  },
  {
    rule: 'precondition-tag',
    from: '    tag: { header: true, body: /edition, strength: strong, movesWithPhase: false, basis: documented, source: pretend manual §6 }\n',
    to: '    # no tag\n',
    says: "The resource 'berth' has no tag to compare",
    at: 'precondition: {',
  },
  { rule: 'precondition-tag', from: 'bare: false,', to: 'bare: false, on: port,', says: "The resource 'port' has no tag" },
  { rule: 'phase-exists', from: 'requires: { after: afloat', to: 'requires: { after: adrift', says: "no phase 'adrift'. Write one of 'dredging'" },
  { rule: 'phase-exists', from: 'from: [afloat, refitting]', to: 'from: [afloat, refit]', says: "no phase 'refit'" },
  { rule: 'phase-exists', from: '- { phase: flooding, seconds: 2 }', to: '- { phase: flood, seconds: 2 }', says: "no phase 'flood'" },
  { rule: 'trigger-exists', from: 'trigger: refit }', to: 'trigger: repaint }', says: "no trigger 'repaint'" },
  {
    rule: 'action-member',
    from: 'getBerth: { action: read,',
    to: 'getBerth: { action: read, items: /data,',
    says: "'items' means nothing to the action 'read', only to 'list'",
  },
  { rule: 'list-items', from: 'items: /data/berths', to: 'items: /berths', says: "no array at '/berths'" },
  { rule: 'schema-exists', from: 'schema: Berth', to: 'schema: Bert', says: "components.schemas has no 'Bert'. Write one of" },
  { rule: 'schema-exists', from: 'schema: Problem', to: 'schema: Trouble', says: "components.schemas has no 'Trouble'" },
  { rule: 'lifecycle-exists', from: 'lifecycle: basin', to: 'lifecycle: dock', says: "no lifecycle 'dock'. Write one of 'basin'" },
  { rule: 'identity-pattern', from: "from: server, field: id, pattern: 'bth-{hex8}'", to: 'from: server, field: id', says: 'Add a `pattern`' },
  {
    rule: 'identity-shown',
    from: '/id: { is: id }',
    to: '/number: { is: id }',
    says: "The server makes the 'id' of 'berth', but nothing shows it",
    at: "from: server, field: id, pattern: 'bth-{hex8}'",
  },
  { rule: 'identity-pattern', from: 'from: client, field: port', to: 'from: client, pattern: x, field: port', says: 'Remove it' },
  { rule: 'phase-reachable', from: 'to: aground, by', to: 'to: afloat, by', says: "No trigger leads to the phase 'aground'", at: 'aground: { kind' },
  { rule: 'phase-kind', from: 'to: aground, by', to: 'to: flooding, by', says: "The phase 'flooding' is transient, so nothing ends there" },
  {
    rule: 'phase-kind',
    from: 'flooding: { kind: transient',
    to: 'flooding: { kind: settled',
    says: "The phase 'flooding' is settled, so nothing passes through it",
    at: '- { phase: flooding',
  },
  { rule: 'lifecycle-create', from: '      create:\n', to: '      begin:\n', says: "no trigger 'create'", at: 'triggers:\n      create:' },
  { rule: 'credential-scope', from: 'scope: port }', to: 'scope: tenant }', says: "no parameter 'tenant'. Write one of 'port', 'pass'" },
  { rule: 'seed-address', from: 'address: [south, p1]', to: 'address: [south]', says: "has 1 values, but one of 'pass' has 2: 'port', 'pass'" },
  { rule: 'seed-unique', from: '{ address: [south], ', to: '{ address: [north], ', says: 'has the address ["north"] already' },
  { rule: 'seed-token', from: 'token: pass-of-the-lookout,', to: 'token: pass-of-the-cook,', says: "No seeded 'pass' has this token" },
  { rule: 'seed-role', from: 'rank: lookout }', to: 'rank: cook }', says: "is \"cook\", which is no role. Write one of 'harbourmaster', 'lookout'" },
  { rule: 'parameter-exists', from: 'params: { port: south }', to: 'params: { haven: south }', says: "No path has a parameter 'haven'" },
  { rule: 'environment-placeholder', from: "value: '{port}'", to: "value: '{harbour}'", says: "'{harbour}' stands for nothing. Write one of '{origin}'" },
  { rule: 'check-order', from: 'membership, role, parameters, ', to: 'role, parameters, ', says: "misses 'membership'" },
  {
    rule: 'refusal-missing',
    from: "    missing-tag: { status: 428, code: tide-unknown, message: 'Name the tide: {detail}', basis: documented, source: pretend manual §3 }\n",
    to: '',
    says: "no refusal 'missing-tag', but 'refitBerth' can end so",
    at: '  refusals:',
  },
]

const inOpenapi: readonly Mistake[] = [
  {
    rule: 'openapi-version',
    from: 'openapi: 3.1.1',
    to: 'openapi: 3.0.3',
    says: 'The OpenAPI version is "3.0.3"; only 3.1 is read. Write `openapi: 3.1.1`, and turn `nullable: true`',
  },
  {
    rule: 'reference',
    from: "items: { $ref: '#/components/schemas/Berth' }",
    to: "items: { $ref: '../secret.yaml#/Berth' }",
    says: 'leads out of this file, and nothing else is ever read',
  },
  { rule: 'reference', from: "items: { $ref: '#/components/schemas/Berth' }", to: "items: { $ref: '#/components/schemas/Bert' }", says: 'names nothing' },
  {
    rule: 'operation-id',
    from: 'operationId: getBerth',
    to: 'operationId: listBerths',
    says: "The operationId 'listBerths' is that of GET /pretend/v2/harbour/{port}/berths already",
  },
  {
    rule: 'operation-id',
    from: '      operationId: getBerth\n',
    to: '',
    says: 'GET /pretend/v2/harbour/{port}/berths/{berth} has no operationId',
    at: 'get:\n      operationId: getBerth',
  },
  { rule: 'path-template', from: '/{berth}/mooring:', to: '/{berth}-mooring:', says: "The segment '{berth}-mooring'" },
]

describe('a behaviour.yaml', () => {
  test.each(inBehaviour)('$rule is told of "$to"', ({ rule, from, to, says, at }) => {
    const found = after('behaviour', from, to).find((finding) => finding.rule === rule && finding.message.includes(says))
    expect(found).toMatchObject({ file: 'behaviour.yaml', line: lineOf('behaviour', at ?? from) })
  })

  test('phase-enum is told where phases and the words of the schema differ, on either side', () => {
    const surplus = after('openapi', 'refitting, aground]', 'refitting]')
    expect(surplus).toMatchObject([{ rule: 'phase-enum', file: 'behaviour.yaml', line: lineOf('behaviour', 'aground: { kind') }])
    const missing = after('openapi', 'refitting, aground]', 'refitting, aground, sunk]')
    expect(missing).toMatchObject([{ rule: 'phase-enum', message: expect.stringContaining('has "sunk", which is no phase') }])
  })

  test('refusal-status warns of a documented status that no operation declares', () => {
    const found = after('openapi', "'428': { $ref: '#/components/responses/Problem' }", "'427': { $ref: '#/components/responses/Problem' }")
    expect(found).toMatchObject([{ rule: 'refusal-status', severity: 'warning', line: lineOf('behaviour', 'missing-tag:') }])
  })

  test('operation-modelled warns of an operation that nobody modelled, where it stands in openapi.yaml', () => {
    const found = after('behaviour', '  fillBerth: { action: delete, resource: berth, basis: documented, source: pretend manual §7 }\n', '')
    expect(found).toContainEqual(
      expect.objectContaining({ rule: 'operation-modelled', severity: 'warning', file: 'openapi.yaml', line: lineOf('openapi', 'delete:') }),
    )
  })

  test('operation-success is told of an operation without a declared success', () => {
    const found = after('openapi', "'204': { description: It is gone. }", "'304': { description: It is gone. }")
    expect(found).toMatchObject([{ rule: 'operation-success', line: lineOf('behaviour', 'fillBerth: {') }])
  })

  test.each([
    ['a: [1', 'not readable YAML'],
    ['a: &x 1\nb: *x', 'Write the value out where the alias stands'],
    ['a: .inf', 'JSON values'],
    ['- 1', 'mapping'],
    ['', 'YAML'],
    ['a: 1\na: 2', 'duplicated mapping key'],
    ['__proto__: { polluted: true }', "has a member '__proto__'"],
  ])('is refused when it holds %j', (text, says) => {
    const found = after('behaviour', sound.behaviour, text)
    expect(found.map(({ message }) => message).join(' ')).toContain(says)
    expect(found.every(({ file, line }) => file === 'behaviour.yaml' && line >= 1)).toBe(true)
  })

  test('names the line at which its YAML breaks', () => {
    expect(after('behaviour', 'provider:\n  id: pretend', 'provider:\n  id: [pretend')).toMatchObject([
      { rule: 'yaml', line: lineOf('behaviour', '  title: Pretend') },
    ])
  })
})

describe('an openapi.yaml', () => {
  test.each(inOpenapi)('$rule is told of "$to"', ({ rule, from, to, says, at }) => {
    const found = after('openapi', from, to).find((finding) => finding.rule === rule && finding.message.includes(says))
    expect(found).toMatchObject({ file: 'openapi.yaml', line: lineOf('openapi', at ?? from) })
  })
})

describe('the linter', () => {
  const folders: string[] = []
  afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))))

  /** A copy of the pretend provider with one edit in openapi.yaml. */
  async function edited(from: string, to: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'lint-'))
    folders.push(folder)
    await cp(pretend, folder, { recursive: true })
    const file = join(folder, 'openapi.yaml')
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace(from, () => to),
    )
    return folder
  }

  test('finds nothing wrong with the pretend provider', async () => {
    expect(await lintProvider(pretend)).toEqual([])
  })

  test('asks a well-kept linter about the document, and gives lines', async () => {
    const folder = await edited("'^bth-[0-9a-f]{8}$'", "'^bth-[0-9a-f]{8}$', example: 7")
    expect(await lintProvider(folder)).toMatchObject([
      { rule: 'no-invalid-schema-examples', file: join(folder, 'openapi.yaml'), line: lineOf('openapi', "'^bth-") },
    ])
  })

  test('finds schemas that no validator can compile', async () => {
    const folder = await edited("'^bth-[0-9a-f]{8}$'", "'^bth-[0-9a-f'")
    expect(await lintProvider(folder)).toContainEqual(expect.objectContaining({ rule: 'schema-compiles', severity: 'error' }))
  })

  test('reads no file that a document refers to', async () => {
    const folder = await edited("items: { $ref: '#/components/schemas/Berth' }", "items: { $ref: './behaviour.yaml#/resources' }")
    expect(await lintProvider(folder)).toMatchObject([{ rule: 'reference' }])
  })

  test('tells which folder or file is missing', async () => {
    const folder = await edited('', '')
    await rm(join(folder, 'behaviour.yaml'))
    expect(await lintProvider(folder)).toMatchObject([{ rule: 'file-missing', file: join(folder, 'behaviour.yaml') }])
    expect(await lintProvider(join(folder, 'nowhere'))).toMatchObject([{ rule: 'folder-missing' }])
    expect(await lintProvider(join(folder, 'openapi.yaml'))).toMatchObject([{ rule: 'folder-missing' }])
  })
})
