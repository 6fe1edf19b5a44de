import { describe, expect, test } from 'vitest'
import { soundProvider } from './edited.test-kit.ts'
import type { Mistake } from './edited.test-kit.ts'

const { texts, after, lineOf } = soundProvider('shipyard')
const made = ', basis: assumed, source: made up'

const keys = texts.behaviour.slice(texts.behaviour.indexOf('idempotency:\n'), texts.behaviour.indexOf('\nlongRunning:\n'))

const outsideThePath: readonly Mistake[] = [
  {
    rule: 'operation-address',
    from: `  context: { header: yard-name, broad: masterKey${made} }`,
    to: '  # no context',
    says: "GET /v1/ships has the path parameters none, but 'list' on 'ship' needs 'yard'",
    at: 'listShips:',
  },
  {
    rule: 'operation-address',
    from: 'address: [yard, job]',
    to: 'address: [yard, ship, job]',
    says: "but 'read' on 'job' needs 'ship', 'job'",
    at: 'getJob:',
  },
  { rule: 'resource-exists', from: 'broad: masterKey', to: 'broad: skeletonKey', says: "no resource 'skeletonKey'. Write one of 'key', 'masterKey'" },
  { rule: 'credential-scope', from: ', scope: yard }', to: ' }', says: 'A header names a scope, but credentials have none', at: 'context: {' },
  { rule: 'role-exists', from: 'defaultRole: owner', to: 'defaultRole: cook', says: "no role 'cook'. Write one of 'owner'" },
  { rule: 'seed-role', from: 'defaultRole: owner, ', to: '', says: "The field 'rank' is absent, which is no role", at: 'fields: { id: k1 }' },
  { rule: 'seed-scopes', from: ', scopes: [north, south]', to: '', says: 'Add `scopes` with their identifiers', at: 'address: [m1]' },
  {
    rule: 'seed-scopes',
    from: 'secret: key-of-the-owner }',
    to: 'secret: key-of-the-owner, scopes: [north] }',
    says: "A 'key' is no credential for several scopes",
  },
]

const inResources: readonly Mistake[] = [
  { rule: 'resource-exists', from: 'at: /slip, resource: slip', to: 'at: /slip, resource: ramp', says: "no resource 'ramp'" },
  { rule: 'resource-exists', from: 'companions: [log]', to: 'companions: [diary]', says: "no resource 'diary'" },
  { rule: 'companion-address', from: 'companions: [log]', to: 'companions: [crane]', says: "comes and goes with 'ship', at 'yard', 'ship'" },
  { rule: 'resource-exists', from: '- { resource: crane', to: '- { resource: winch', says: "no resource 'winch'" },
  { rule: 'pointer-exists', from: 'at: /ship_id', to: 'at: /vessel', says: "nothing at '/vessel' in the schema 'Crane'" },
  { rule: 'resource-exists', from: 'tally: { resource: crane }', to: 'tally: { resource: winch }', says: "no resource 'winch'" },
  { rule: 'pointer-exists', from: 'places: [/slip, /papers]', to: 'places: [/slip, /deeds]', says: "nothing at '/deeds' in any request body of 'ship'" },
  { rule: 'pointer-exists', from: 'at: /slip, resource: slip', to: 'at: /ramp, resource: slip', says: "nothing at '/ramp' in any request body of 'ship'" },
  { rule: 'pointer-exists', from: '/papers: { maxBytes', to: '/deeds: { maxBytes', says: "nothing at '/deeds' in any request body of 'ship'" },
  {
    rule: 'shape',
    from: '/over: { operation: done }',
    to: '/over: { operation: done, value: true }',
    says: 'Keep one of is, text, made, value, count, children, field',
  },
  { rule: 'shape', from: '/state: { is: phase }', to: '/state: { busy: true }', says: "must have the member 'phases'" },
  { rule: 'shape', from: '/state: { is: phase }', to: '/state: { text: x, words: {} }', says: 'means nothing alone. Add one of field, owner' },
  { rule: 'shape', from: '/state: { is: phase }', to: '/state: { difference: [/a] }', says: 'must NOT have fewer than 2 items' },
  { rule: 'shows-operation', from: '/built_by: { is: running-operation }', to: '/built_by: { operation: state }', says: "only 'job' is one" },
  { rule: 'phase-exists', from: 'phases: { keel: true', to: 'phases: { hull: true', says: "no phase 'hull'. Write one of 'keel'" },
  { rule: 'shows-phase', from: '/pages: { tally: { resource: crane } }', to: '/pages: { is: busy }', says: 'the resource has no lifecycle' },
  { rule: 'identity-pattern', from: "pattern: 'job-{hex8}', ", to: '', says: "The server makes the identifiers of 'job'" },
]

const inLists: readonly Mistake[] = [
  {
    rule: 'parameter-exists',
    from: 'limit: { parameter: limit',
    to: 'limit: { parameter: size',
    says: "no query parameter 'size' of 'listShips'. Declare it there",
  },
  { rule: 'parameter-exists', from: 'cursor: after', to: 'cursor: from', says: "no query parameter 'from' of 'listShips'" },
  { rule: 'parameter-exists', from: 'flag: { at: /flag', to: 'colour: { at: /flag', says: "no query parameter 'colour' of 'listShips'" },
  { rule: 'parameter-exists', from: 'parameters: [flag, hull]', to: 'parameters: [flag, keel]', says: "no query parameter 'keel' of 'listShips'" },
  { rule: 'pointer-exists', from: '{ at: /flag', to: '{ at: /colour', says: "nothing at '/colour' in the schema 'Ship'" },
  { rule: 'pointer-exists', from: 'more: /more', to: 'more: /rest', says: "nothing at '/rest' in the answer of 'listShips'" },
  { rule: 'pointer-exists', from: 'next: /next', to: 'next: /more/next', says: "nothing at '/more/next' in the answer of 'listShips'" },
  { rule: 'pointer-exists', from: 'places: [/built_by]', to: 'places: [/built_at]', says: "nothing at '/built_at' in the schema 'Ship'" },
  { rule: 'list-order', from: `newestFirst: { basis: assumed, source: made up }`, to: '# in no order', says: 'Add `newestFirst`', at: 'paging:' },
  { rule: 'list-order', from: 'items: /ships\n', to: `items: /ships\n    order: { by: name${made} }\n`, says: 'Keep one of `order`', at: 'newestFirst:' },
  { rule: 'range', from: 'max: 100, default: 50', to: 'max: 40, default: 50', says: 'The default 50 is not between 1 and 40' },
]

const inWork: readonly Mistake[] = [
  { rule: 'resource-exists', from: '  resource: job\n  state', to: '  resource: task\n  state', says: "no resource 'task'", at: '  resource: job\n  state' },
  { rule: 'pointer-exists', from: 'done: /over\n', to: 'done: /finished\n', says: "nothing at '/finished' in the schema 'Job'" },
  { rule: 'pointer-exists', from: 'response: /outcome\n', to: 'response: /outcome/boat\n', says: "nothing at '/outcome/boat' in the schema 'Job'" },
  { rule: 'long-running-state', from: 'cancelled: stopped', to: 'cancelled: scuttled', says: "has no 'scuttled'. Write one of 'under way', 'well'" },
  {
    rule: 'long-running-wait',
    from: 'operation: awaitJob',
    to: 'operation: getJob',
    says: "No operation 'getJob' has the action 'wait'. Write one of 'awaitJob'",
  },
  { rule: 'parameter-exists', from: 'parameter: patience', to: 'parameter: timeout', says: "no query parameter 'timeout' of 'awaitJob'" },
  { rule: 'range', from: 'max: 60, default: 30', to: 'max: 20, default: 30', says: 'The default 30 is not between 1 and 20' },
  { rule: 'long-running-wait', from: 'getJob: { action: read', to: 'getJob: { action: wait', says: 'Name it in `longRunning.wait`' },
  { rule: 'long-running-action', from: 'getShip: { action: read', to: 'getShip: { action: wait', says: "'ship' is none. Write 'job'" },
  { rule: 'long-running-action', from: 'getShip: { action: read', to: 'getShip: { action: cancel', says: "'cancel' is about long-running operations" },
  { rule: 'trigger-exists', from: 'cancel: abandon', to: 'cancel: give-up', says: "no trigger 'give-up'. Write one of 'create', 'import'" },
  { rule: 'trigger-ends', from: 'cancel: abandon', to: 'cancel: sink', says: "Cancelling starts 'sink', which does not end work as cancelled" },
  {
    rule: 'long-running-answer',
    from: `towShip: { action: import, resource: ship`,
    to: `towShip: { action: import, resource: ship, longRunning: { tells: {}, response: {}${made} }`,
    says: "No success of 'towShip' has the schema 'Job' of a 'job'",
  },
  {
    rule: 'long-running-answer',
    from: `    longRunning: { tells: { about: '{id}' }, response: { ship: '{id}' }${made} }\n`,
    to: '',
    says: "'scrapShip' answers with a 'job', but nothing says what about",
    at: 'scrapShip:',
  },
]

const inLifecycles: readonly Mistake[] = [
  { rule: 'act-trigger', from: '    trigger: moor\n', to: '', says: "'moorShip' acts on 'ship', but nothing says what it starts", at: 'moorShip:' },
  { rule: 'trigger-exists', from: '    trigger: moor\n', to: '    trigger: park\n', says: "no trigger 'park'" },
  {
    rule: 'trigger-exists',
    from: '      import: { through: [], to: afloat',
    to: '      tow: { through: [], to: afloat',
    says: "no trigger 'import'. Write one of 'create', 'tow'",
    at: 'towShip:',
  },
  {
    rule: 'phase-kind',
    from: `    busy: { at: /busy${made} }`,
    to: '    # not told',
    says: "The phase 'before' is the one in which it began, so nothing passes through it",
    at: 'moor: { from',
  },
  { rule: 'phase-kind', from: `{ phase: moored, seconds: 1 }`, to: '{ phase: gone-down, seconds: 1 }', says: "The phase 'gone-down' is failed" },
  { rule: 'phase-exists', from: '{ phase: moored, seconds: 1 }', to: '{ phase: towed, seconds: 1 }', says: "no phase 'towed'" },
  { rule: 'phase-exists', from: 'to: before', to: 'to: behind', says: "no phase 'behind'" },
  { rule: 'pointer-exists', from: 'busy: { at: /busy', to: 'busy: { at: /moving', says: "nothing at '/moving' in the schema 'Ship'" },
]

const inOperations: readonly Mistake[] = [
  { rule: 'resource-exists', from: 'quota: { resource: allotment', to: 'quota: { resource: ration', says: "no resource 'ration'" },
  { rule: 'pointer-exists', from: 'limit: /most', to: 'limit: /least', says: "nothing at '/least' in the schema 'Allotment'" },
  {
    rule: 'idempotency-header',
    from: 'towShip: { action: import, resource: ship',
    to: `towShip: { action: import, resource: ship, idempotency: { presence: optional, replay: current${made} }`,
    says: "no header 'order-key' of 'towShip'. Declare it as a header parameter there",
  },
  {
    rule: 'idempotency-header',
    from: 'presence: optional, replay: stored',
    to: 'presence: required, replay: stored',
    says: "the header 'Order-Key' of 'layShip' is optional, and this says required. Let both say the same",
  },
  {
    rule: 'idempotency-header',
    from: `    idempotency: { presence: required, replay: current${made} }\n`,
    to: '',
    says: "declares the header 'order-key' of 'scrapShip', but nothing says what it does",
    at: 'scrapShip:',
  },
  {
    rule: 'idempotency-declared',
    from: keys,
    to: keys.replaceAll(/^/gm, '# '),
    says: 'Nothing says how keys look. Add `idempotency` at the top',
    at: '    idempotency: { presence: optional',
  },
  { rule: 'range', from: 'minLength: 1, maxLength: 64', to: 'minLength: 64, maxLength: 1', says: 'at least 64 and at most 1' },
  {
    rule: 'precondition-header',
    from: 'header: if-match, presence: required',
    to: 'header: if-match, presence: optional',
    says: "the header 'If-Match' of 'scrapShip' is required, and this says optional",
  },
  { rule: 'check-order', from: 'content, replay, existence', to: 'content, existence', says: "misses 'replay'. List all ten" },
  { rule: 'refusal-metadata', from: "now: '{tag}'", to: "now: '{label}'", says: "'{label}' stands for nothing. Write one of '{tag}', '{limit}'" },
  { rule: 'refusal-metadata', from: ", more: '{metadata}'", to: '', says: 'no member `{metadata}`', at: 'stale-tag:' },
]

const unread: readonly (readonly [member: string, action: string])[] = [
  ['trigger: moor', 'read'],
  ['sets: { /name: x }', 'read'],
  [`newestFirst: { basis: assumed, source: made up }`, 'read'],
  [`filters: { flag: { at: /flag${made} } }`, 'read'],
  [`together: { parameters: [flag, hull]${made} }`, 'read'],
  [`omits: { places: [/flag]${made} }`, 'read'],
  ['location: { basis: assumed, source: made up }', 'read'],
  [`quota: { resource: allotment, id: ships, limit: /most, usage: /taken${made} }`, 'read'],
  [`longRunning: { tells: {}, response: {}${made} }`, 'read'],
  [`idempotency: { presence: optional, replay: stored${made} }`, 'read'],
  ['shows: { /name: { is: id } }', 'read'],
  ['triggers: [{ changes: name, trigger: moor }]', 'read'],
]

const missing: readonly (readonly [refusal: string, because: string])[] = [
  ['missing-context', 'there are credentials for several scopes'],
  ['malformed-key', 'there are idempotency keys'],
  ['missing-key', "'scrapShip' can end so"],
  ['key-reused', 'a key that is used again is refused'],
  ['unknown-reference', 'a ship asks for it'],
  ['unusable-kubeconfig', 'a ship asks for it'],
  ['in-use', 'a ship asks for it'],
  ['wrong-phase', "'moorShip' can end so"],
  ['already-done', "'stopJob' can end so"],
  ['limit-reached', "'layShip' can end so"],
  ['malformed-cursor', "'listShips' can end so"],
]

describe('a behaviour.yaml with the whole vocabulary', () => {
  test('is sound as it stands', () => {
    expect(after('behaviour', '', '')).toEqual([])
  })

  test.each([...outsideThePath, ...inResources, ...inLists, ...inWork, ...inLifecycles, ...inOperations])('$rule is told of "$to" for "$from"', (mistake) => {
    const { rule, from, to, says, at } = mistake
    const found = after('behaviour', from, to).find((finding) => finding.rule === rule && finding.message.includes(says))
    expect(found).toMatchObject({ file: 'behaviour.yaml', line: lineOf('behaviour', at ?? from) })
  })

  test.each(unread)('action-member is told of `%s` in an operation with the action %s', (member, action) => {
    const found = after('behaviour', `getShip: { action: ${action},`, `getShip: { action: ${action}, ${member},`)
    const name = member.slice(0, member.indexOf(':'))
    const says = `'${name}' means nothing to the action '${action}'`
    expect(found).toContainEqual(expect.objectContaining({ rule: 'action-member', message: expect.stringContaining(says) }))
  })

  test.each(missing)('refusal-missing warns where %s has no words although %s', (refusal, because) => {
    const line = texts.behaviour.split('\n').find((each) => each.startsWith(`    ${refusal}: {`))
    const found = after('behaviour', `${line}\n`, '')
    expect(found).toMatchObject([{ rule: 'refusal-missing', severity: 'warning', message: expect.stringContaining(because) }])
  })

  test('is told of every part that means nothing without long-running operations', () => {
    const block = texts.behaviour.slice(texts.behaviour.indexOf('longRunning:\n'), texts.behaviour.indexOf('\nresources:\n'))
    const found = after('behaviour', block, block.replaceAll(/^/gm, '# ')).map(({ rule, line }) => ({ rule, line }))
    for (const [rule, text] of [
      ['long-running-declared', '    longRunning: { tells'],
      ['long-running-declared', 'awaitJob: { action'],
      ['trigger-ends', 'cast-off: { through'],
      ['shows-operation', '/built_by: { is: running-operation'],
      ['shows-operation', '/stage: { operation: state'],
    ] as const)
      expect(found).toContainEqual({ rule, line: lineOf('behaviour', text) })
  })

  test('may leave out the replay of keys where there are none', () => {
    const kupe = soundProvider('../specs/kupe')
    expect(kupe.texts.behaviour).not.toContain('replay')
    expect(kupe.after('behaviour', '', '')).toEqual([])
  })

  test('names places behind choices of the document', () => {
    expect(after('behaviour', 'error: /trouble\n', 'error: /trouble/message\n')).toEqual([])
    expect(after('behaviour', 'response: /outcome\n', 'response: /outcome/ship\n')).toEqual([])
  })
})
