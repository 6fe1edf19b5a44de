import { describe, expect, test } from 'vitest'
import { lintProvider } from '../lint.ts'
import { soundProvider } from './edited.test-kit.ts'
import type { Mistake } from './edited.test-kit.ts'

const { folder, after, lineOf } = soundProvider('foundry')
const made = ', basis: assumed, source: made up'

const inAuth: readonly Mistake[] = [
  { rule: 'shape', from: 'scheme: token', to: 'scheme: basic', says: 'must be one of "bearer", "token"' },
  {
    rule: 'auth-also',
    from: 'scheme: token\n',
    to: `scheme: token\n  also: { schemes: [token]${made} }\n`,
    says: "'token' is the scheme already",
    at: '  challenge: Token',
  },
]

const inRules: readonly Mistake[] = [
  { rule: 'rule-ordered', from: 'at: [/coolest, /hottest]', to: 'at: [/hottest, /hottest]', says: "'/hottest' is never greater than itself" },
  { rule: 'rule-ordered', from: 'at: [/coolest, /hottest]', to: 'at: [/name, /hottest]', says: "What stands at '/name' is no number" },
  { rule: 'pointer-exists', from: 'at: [/coolest, /hottest]', to: 'at: [/coolest, /warmest]', says: "nothing at '/warmest' in any request body" },
  { rule: 'rule-place', from: 'at: [/coolest, /hottest]', to: 'at: [/coolest, /extras/*/value]', says: "'/extras/*/value' stands for every item" },
  { rule: 'shape', from: 'at: [/coolest, /hottest]', to: 'at: [/coolest, /hottest, /name]', says: 'must NOT have more than 2 items' },
  { rule: 'rule-combination', from: '[TIN, shallow]', to: '[TIN, shallow, old]', says: "There are 3 values for the 2 places '/ore', '/pit'" },
  { rule: 'rule-combination', from: '[TIN, shallow]', to: '[LEAD, shallow]', says: 'allows "LEAD" at \'/ore\'' },
  { rule: 'pointer-exists', from: 'at: [/ore, /pit]', to: 'at: [/ore, /mine]', says: "nothing at '/mine' in any request body of 'furnace'" },
  { rule: 'pointer-exists', from: 'where: { /ore: [IRON] }', to: 'where: { /metal: [IRON] }', says: "nothing at '/metal' in any request body of 'furnace'" },
  { rule: 'shape', from: 'where: { /ore: [IRON] }', to: 'where: { /ore: IRON }', says: 'must be array' },
  { rule: 'statement', from: `caseless: { basis: assumed, source: made up }`, to: 'caseless: { basis: assumed }', says: 'has no source' },
]

const inGuards: readonly Mistake[] = [
  { rule: 'guard-address', from: '{ resource: mould, unless', to: '{ resource: smith, unless', says: "A 'smith' does not lie below a 'furnace'" },
  { rule: 'resource-exists', from: '{ resource: mould, unless', to: '{ resource: mold, unless', says: "no resource 'mold'" },
  { rule: 'parameter-exists', from: 'unless: { parameter: mode', to: 'unless: { parameter: manner', says: "no query parameter 'manner' of 'razeFurnace'" },
  { rule: 'parameter-value', from: 'is: [RAZE_WITH_MOULDS,', to: 'is: [RAZE_ALL,', says: "does not allow \"RAZE_ALL\" as 'mode' of 'razeFurnace'" },
  {
    rule: 'guard-address',
    from: '  razeFurnace:\n    action: delete\n    resource: furnace',
    to: '  razeFurnace:\n    action: delete\n    resource: mould',
    says: "No operation deletes a 'furnace', so nothing lifts this",
    at: '- { resource: mould, unless',
  },
]

const inResources: readonly Mistake[] = [
  {
    rule: 'pointer-exists',
    from: '      /extras:\n',
    to: '      /bonus:\n',
    says: "nothing at '/bonus' in any request body of 'furnace'",
    at: '      /extras:\n',
  },
  { rule: 'pointer-exists', from: '        id: /id\n', to: '        id: /name\n', says: "nothing at '/extras/*/name' in any request body" },
  { rule: 'pointer-exists', from: '        value: /value\n', to: '        value: /worth\n', says: "nothing at '/extras/*/worth' in any request body" },
  { rule: 'pointer-exists', from: 'shown: { type: /kind', to: 'shown: { type: /sort', says: "nothing at '/extras/*/sort' in the schema 'Furnace'" },
  { rule: 'pointer-exists', from: 'value: /worth }', to: 'value: /value }', says: "nothing at '/extras/*/value' in the schema 'Furnace'" },
  { rule: 'schema-exists', from: 'schema: Bellows', to: 'schema: Pump', says: "components.schemas has no 'Pump'" },
  {
    rule: 'pointer-exists',
    from: 'where: { /ore: [IRON, TIN] }',
    to: 'where: { /metal: [IRON, TIN] }',
    says: "nothing at '/metal' in any body of a 'furnace'",
  },
  { rule: 'pointer-exists', from: 'shows: { /title: A bell }', to: 'shows: { /label: A bell }', says: "nothing at '/extras/*/label' in the schema 'Furnace'" },
  { rule: 'typed-shown', from: 'shows: { /title: A bell }', to: 'shows: { /kind: A bell }', says: "'/kind' of an item follows from its identifier" },
  { rule: 'phase-exists', from: 'policy: refuse, after: HOT', to: 'policy: refuse, after: WARM', says: "'furnace' has no phase 'WARM'" },
  { rule: 'typed-word', from: 'type: BELLOWS', to: 'type: BLOWER', says: "has no 'BLOWER' at '/extras/*/kind'. Write one of 'YES_OR_NO', 'BELLOWS'" },
  {
    rule: 'typed-kind',
    from: 'schema: Bellows, where: { /ore: [IRON, TIN] }',
    to: 'schema: Bellows',
    says: "'AIR' is of kind number 2 wherever it is of this one",
    at: '- { id: AIR, type: YES_OR_NO',
  },
  { rule: 'pointer-exists', from: 'versions: { at: /model', to: 'versions: { at: /edition', says: "nothing at '/edition' in the schema 'Furnace'" },
  {
    rule: 'versions-first',
    from: 'sets: { /model: mark one }',
    to: 'sets: { /model: mark two }',
    says: 'Add `sets: { /model: mark one }`',
    at: '  buildFurnace:',
  },
  { rule: 'pointer-exists', from: 'hands: { at: /lining', to: 'hands: { at: /coat', says: "nothing at '/coat' in any request body of 'furnace'" },
  { rule: 'hands-companion', from: 'to: lining', to: 'to: mould', says: "'mould' does not come with 'furnace'. Write one of 'lining'" },
]

const inShown: readonly Mistake[] = [
  {
    rule: 'shows-version',
    from: `    versions: { at: /model, values: [mark one, mark two]${made} }\n`,
    to: '    # none\n',
    says: 'The next version is shown, but nothing tells which ones there are',
    at: '/newer: {',
  },
  {
    rule: 'pointer-exists',
    from: 'where: { /extras/*/id: BELL }',
    to: 'where: { /extras/*/name: BELL }',
    says: "nothing at '/extras/*/name' in any body of a 'furnace'",
  },
  {
    rule: 'shows-owner',
    from: 'companions: [lining]',
    to: 'companions: [furnace]',
    says: "No resource has 'lining' among its `companions`",
    at: '/ore: { first',
  },
  { rule: 'pointer-exists', from: '{ owner: /ore }', to: '{ owner: /metal }', says: "nothing at '/metal' in any body of a 'furnace'", at: '/ore: { first' },
  { rule: 'shape', from: '{ owner: /ore }', to: '{ owner: /ore, value: 1 }', says: 'operation, first, owner, applied', at: '{ owner: /ore }' },
  { rule: 'shape', from: 'never: NEVER, ', to: '', says: "has no member 'never'", at: '/fired: {' },
  {
    rule: 'shows-phase',
    from: '{ first: [{ field: /clay }, { owner: /ore }] }',
    to: "{ first: [{ text: '{execution}' }] }",
    says: 'The start of a trigger is shown (`{execution}`), but the resource has no lifecycle',
  },
  { rule: 'shows-phase', from: '{ field: /clay }', to: '{ is: phase }', says: 'A phase is shown, but the resource has no lifecycle', at: '/ore: { first' },
]

const inLifecycles: readonly Mistake[] = [
  {
    rule: 'trigger-applies',
    from: 'to: before, basis',
    to: 'to: before, applies: true, basis',
    says: "'rehearse' ends in 'before', so it puts nothing into effect",
  },
  { rule: 'pointer-exists', from: 'regardless: [/words]', to: 'regardless: [/cook]', says: "nothing at '/cook' in any resource with the lifecycle 'fire'" },
  { rule: 'lifecycle-applies', from: 'applies: true, ', to: '', says: "no trigger of 'fire' does it", at: 'application: {' },
  ...['/newer: {', '/fired: {', '/fired_at: {', '/fired_as: {'].map((at) => ({
    rule: 'shows-applied',
    from: 'applies: true, ',
    to: '',
    says: 'What is in effect is shown, but no trigger of the lifecycle puts anything into effect',
    at,
  })),
]

describe('resources of a vendor where making is not putting into effect', () => {
  test('are sound as they stand, in a sound contract', async () => {
    expect(after('behaviour', '', '')).toEqual([])
    const found = await lintProvider(folder)
    expect(found.filter(({ rule }) => rule !== 'operation-4xx-response')).toEqual([])
  })

  test.each([...inAuth, ...inRules, ...inGuards, ...inResources, ...inShown, ...inLifecycles])('$rule is told of "$to" for "$from"', (mistake) => {
    const { rule, from, to, says, at } = mistake
    const found = after('behaviour', from, to).filter((finding) => finding.rule === rule && finding.message.includes(says))
    expect(found).toContainEqual(expect.objectContaining({ file: 'behaviour.yaml', line: lineOf('behaviour', at ?? from) }))
  })

  test('auth-scheme is told of a word before the token that the document does not declare', () => {
    const [keyless] = after('openapi', '    chit: { type: apiKey, in: header, name: authorization }\n', '    pass: { type: http, scheme: Bearer }\n')
    expect(keyless).toMatchObject({
      rule: 'auth-scheme',
      line: lineOf('behaviour', 'scheme: token'),
      message: expect.stringContaining("is 'token'. Write one of 'bearer'"),
    })
    const [bare] = after('behaviour', 'scheme: token\n', `scheme: token\n  also: { schemes: [bearer]${made} }\n`)
    expect(bare).toMatchObject({
      rule: 'auth-scheme',
      line: lineOf('behaviour', '  challenge: Token'),
      message: expect.stringContaining("is 'bearer'. Write one of 'token'"),
    })
  })

  test('refusal-missing warns where a value that never changes has no words', () => {
    const found = after('behaviour', '    immutable-field: { status: 403, ', '    # immutable-field: { status: 403, ')
    expect(found).toMatchObject([{ rule: 'refusal-missing', message: expect.stringContaining("'immutable-field', but a furnace asks for it") }])
  })

  test('guard-address is told of what lies beside, too', () => {
    expect(after('behaviour', '{ resource: mould, unless', '{ resource: lining, unless')).toMatchObject([{ rule: 'guard-address' }])
  })
})
