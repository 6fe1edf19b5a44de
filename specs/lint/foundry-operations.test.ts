import { describe, expect, test } from 'vitest'
import { soundProvider } from './edited.test-kit.ts'
import type { Mistake } from './edited.test-kit.ts'

const { texts, after, lineOf } = soundProvider('foundry')
const made = ', basis: assumed, source: made up'
const stated = ', basis: documented, source: made up'

const inQueries: readonly Mistake[] = [
  { rule: 'parameter-exists', from: 'chooses: { parameter: rehearse', to: 'chooses: { parameter: wet', says: "no query parameter 'wet' of 'fireFurnace'" },
  { rule: 'parameter-value', from: 'triggers: { only: rehearse }', to: 'triggers: { maybe: rehearse }', says: 'does not allow "maybe" as \'rehearse\'' },
  { rule: 'trigger-exists', from: 'triggers: { only: rehearse }', to: 'triggers: { only: dust }', says: "no trigger 'dust'. Write one of 'create', 'fire'" },
  {
    rule: 'act-trigger',
    from: 'trigger: fire\n    chooses',
    to: `clears: /seal\n    chooses`,
    says: 'chooses another trigger, but has none by itself',
    at: 'chooses: { parameter: rehearse',
  },
  {
    rule: 'trigger-exists',
    from: '      delete: { through',
    to: '      raze: { through',
    says: "no trigger 'delete'. Write one of 'create'",
    at: 'chooses: { parameter: mode',
  },
  {
    rule: 'parameter-exists',
    from: 'parameters: { mode: FORGET, quick',
    to: 'parameters: { mode: FORGET, fast',
    says: "no query parameter 'fast' of 'razeFurnace'",
  },
  { rule: 'parameter-value', from: 'parameters: { mode: FORGET', to: 'parameters: { mode: LEAVE', says: 'does not allow "LEAVE" as \'mode\'' },
  { rule: 'parameter-value', from: 'quick: true }', to: 'quick: often }', says: 'does not allow "often" as \'quick\'' },
  { rule: 'parameter-exists', from: 'ignores: { parameters: [works]', to: 'ignores: { parameters: [yard]', says: "has no parameter 'yard'" },
  {
    rule: 'ignores-scope',
    from: 'ignores: { parameters: [works]',
    to: 'ignores: { parameters: [furnace]',
    says: "only the scope is the credential's own. Write 'works'",
  },
]

const inOperations: readonly Mistake[] = [
  {
    rule: 'list-reads',
    from: 'getLining: { action: read, resource: lining',
    to: 'getLining: { action: read, resource: smith',
    says: "'getLining' reads a 'smith' by itself",
    at: 'listSmiths: {',
  },
  {
    rule: 'list-reads',
    from: 'listMoulds: { action: list, resource: mould',
    to: 'listMoulds: { action: list, resource: smith, reads: { basis: assumed, source: made up }',
    says: "'listMoulds' is said to show each 'smith', too",
    at: 'listSmiths: {',
  },
  {
    rule: 'list-reads',
    from: 'listSmiths: { action: list, resource: smith,',
    to: `listSmiths: { action: list, resource: smith, paging: { limit: { parameter: n, min: 1, max: 2, default: 1 }, cursor: c, more: /results, next: /results, outside: { policy: clamp${made} }${made} },`,
    says: "'listSmiths' comes in pages",
  },
  { rule: 'pointer-exists', from: 'places: [/smith, /draughts]', to: 'places: [/cook]', says: "nothing at '/cook' in any body of a 'furnace'" },
  {
    rule: 'update-replaces',
    from: `places: [/smith, /draughts]${made} }${stated} }\n`,
    to: `places: [/smith, /draughts]${made} }${stated} }\n    mask: { at: /name, paths: [{ names: [ore]${made} }], unknown: { policy: ignore${made} }, clears: { basis: assumed, source: made up }, absent: { policy: keep${made} }${made} }\n`,
    says: 'Keep one of `mask` and `replaces`',
  },
  { rule: 'refusal-metadata', from: "metadata: { now: '{tag}' }", to: "metadata: { now: '{when}' }", says: "'{when}' stands for nothing" },
  {
    rule: 'refusal-status',
    from: 'wrong-phase: { status: 400, code: too-hot',
    to: 'wrong-phase: { status: 418, code: too-hot',
    says: "does not declare for 'fireFurnace' the status 418",
  },
  {
    rule: 'shape',
    from: 'wrong-phase: { status: 400, code: too-hot',
    to: 'wrong-face: { status: 400, code: too-hot',
    says: "has a member 'wrong-face' that means nothing",
  },
]

const inParts: readonly Mistake[] = [
  { rule: 'stored-place', from: 'stores: { at: /plan', to: "stores: { at: ''", says: 'A part is not the whole resource' },
  {
    rule: 'stored-body',
    from: 'stores: { at: /plan',
    to: 'stores: { at: /plan, adds: { /at: now }',
    says: "The body of 'drawPlan' is a text, which has no members. Remove `adds`",
  },
  {
    rule: 'stored-body',
    from: 'unsealFurnace: { action: act, resource: furnace, clears: /seal',
    to: `unsealFurnace: { action: act, resource: furnace, stores: { at: /open${made} }`,
    says: "no body of 'unsealFurnace', so there is nothing to keep",
  },
  { rule: 'pointer-exists', from: 'lasts: { days: /days', to: 'lasts: { days: /weeks', says: "nothing at '/weeks' in the body of 'sealFurnace'" },
  { rule: 'stored-lasts', from: 'since: /since }', to: 'since: /owner }', says: "Nothing adds an instant at '/owner'" },
  { rule: 'clears-part', from: 'clears: /seal', to: 'clears: /lock', says: "keeps anything at '/lock'. Write one of '/plan', '/door', '/seal'" },
  { rule: 'pointer-exists', from: 'having: /seal', to: 'having: /lock', says: "nothing at '/lock' in any body of a 'furnace'" },
  { rule: 'pointer-exists', from: 'beside: /seal/owner', to: 'beside: /seal/colour', says: "nothing at '/seal/colour' in any body of a 'furnace'" },
  {
    rule: 'shows-missing',
    from: "    having: /seal\n    shows:\n      '': { field: /seal }\n",
    to: '',
    says: "'listSeals' answers with what `shows` says",
    at: '  listSeals:',
  },
  {
    rule: 'shows-text',
    from: "'': { field: /plan }",
    to: '/plan: { field: /plan }',
    says: "'getPlan' answers with application/toml, a text without members",
  },
  {
    rule: 'shows-tell',
    from: '/results: { value: [hot iron, cold beer] }',
    to: '/results: { field: /name }',
    says: "'tell' is about no resource, so 'field' has nothing to look at",
  },
  { rule: 'pointer-exists', from: '/results: { value: [hot', to: '/mottoes: { value: [hot', says: "nothing at '/mottoes' in the answer of 'listMottoes'" },
  {
    rule: 'list-items',
    from: 'action: overview\n    resource: furnace\n    items: /results',
    to: 'action: overview\n    resource: furnace\n    items: /seals',
    says: "has no array at '/seals'",
    at: '    items: /results\n    having',
  },
  {
    rule: 'upgrades-versions',
    from: `    versions: { at: /model, values: [mark one, mark two]${made} }\n`,
    to: '    # none\n',
    says: "Nothing tells the versions of 'furnace'",
    at: '    upgrades: {',
  },
  {
    rule: 'upgrades-versions',
    from: '    trigger: fire\n    upgrades',
    to: '    clears: /seal\n    upgrades',
    says: 'nothing says what that starts',
    at: '    upgrades: {',
  },
]

/** A member, what it needs to be a whole one, and an action that does not read it. */
const unread: readonly (readonly [member: string, action: string])[] = [
  [`reads: { basis: assumed, source: made up }`, 'read'],
  ['having: /ore', 'read'],
  [`replaces: { basis: assumed, source: made up }`, 'read'],
  [`stores: { at: /x${made} }`, 'read'],
  ['clears: /x', 'read'],
  ['upgrades: { basis: assumed, source: made up }', 'read'],
  [`chooses: { parameter: x, triggers: { y: z }${made} }`, 'read'],
]

describe('operations of a vendor where making is not putting into effect', () => {
  test.each([...inQueries, ...inOperations, ...inParts])('$rule is told of "$to" for "$from"', ({ rule, from, to, says, at }) => {
    const found = after('behaviour', from, to).filter((finding) => finding.rule === rule && finding.message.includes(says))
    expect(found).toContainEqual(expect.objectContaining({ file: 'behaviour.yaml', line: lineOf('behaviour', at ?? from) }))
  })

  test.each(unread)('action-member is told of `%s` in an operation with the action %s', (member, action) => {
    const found = after('behaviour', `getLining: { action: ${action},`, `getLining: { action: ${action}, ${member},`)
    const name = member.slice(0, member.indexOf(':'))
    const says = `'${name}' means nothing to the action '${action}'`
    expect(found).toContainEqual(expect.objectContaining({ rule: 'action-member', message: expect.stringContaining(says) }))
  })

  const refused = texts.behaviour.replace(/^ {4}wrong-phase: .*\n/m, '')

  test('refusal-missing is silent where every operation that can be refused so has words of its own', () => {
    const reply = `refusals: { wrong-phase: { status: 425, message: none${stated} } }`
    const own = refused.replace('trigger: quench,', `trigger: quench, ${reply},`)
    expect(after('behaviour', texts.behaviour, own)).toEqual([])
    expect(after('behaviour', texts.behaviour, refused)).toMatchObject([
      { rule: 'refusal-missing', message: expect.stringContaining("'quenchFurnace' can end so") },
    ])
  })

  test('refusal-missing warns where a deletion that is chosen starts only sometimes, and that has no words', () => {
    const early = refused.replace('forget: { through', 'forget: { from: [COLD], through').replace(/ {2}quenchFurnace: .*\n/, '')
    expect(after('behaviour', texts.behaviour, early)).toContainEqual(
      expect.objectContaining({ rule: 'refusal-missing', message: expect.stringContaining("'razeFurnace' can end so") }),
    )
  })

  test('an answer about no resource may stand below one', () => {
    const below = after(
      'openapi',
      '  /mottoes:\n    get:\n',
      "  /works/{works}/mottoes:\n    parameters: [{ $ref: '#/components/parameters/Works' }]\n    get:\n",
    )
    expect(below).toEqual([])
    const elsewhere = after('openapi', '  /mottoes:\n', '  /doors/{door}/mottoes:\n')
    expect(elsewhere).toContainEqual(expect.objectContaining({ rule: 'operation-address', message: expect.stringContaining("the path parameters 'door'") }))
  })

  test('a body that replaces is one', () => {
    const bodiless = after(
      'behaviour',
      'unsealFurnace: { action: act, resource: furnace, clears: /seal',
      'unsealFurnace: { action: update, resource: furnace, replaces: { basis: assumed, source: made up }',
    )
    expect(bodiless).toContainEqual(expect.objectContaining({ rule: 'update-replaces', message: expect.stringContaining("no body of 'unsealFurnace'") }))
  })

  test('refusals of one operation are not spoken over another wire', () => {
    const railway = soundProvider('railway')
    const found = railway.after(
      'behaviour',
      'layTrack: { action: create,',
      `layTrack: { action: create, refusals: { absent: { status: 404, code: '5', message: none${made} } },`,
    )
    expect(found).toContainEqual(expect.objectContaining({ rule: 'connect-refusals', line: railway.lineOf('behaviour', 'layTrack: { action: create') }))
  })
})
