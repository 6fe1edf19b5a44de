import { describe, expect, test } from 'vitest'
import { soundProvider } from './edited.test-kit.ts'
import type { Mistake } from './edited.test-kit.ts'

const { texts, after, lineOf } = soundProvider('railway')
const made = ', basis: assumed, source: made up'

/** One mistake in a rule, by a part of its line; places are told where they are not sent. */
const unsent: readonly (readonly [from: string, to: string, place: string])[] = [
  ['at: /track, resource', 'at: /rails, resource', '/rails'],
  ['at: /gauge, through: /track', 'at: /width, through: /track', '/width'],
  ['at: /gauge, through: /track', 'at: /gauge, through: /rails', '/rails'],
  ['at: /stops/*, through', 'at: /stops/*/name, through', '/stops/*/name'],
  ['at: [/nicknames/*]', 'at: [/nicknames/*/0]', '/nicknames/*/0'],
  ['at: [/name], within: [/gauge]', 'at: [/name], within: [/width]', '/width'],
  ['at: [/stations/*/name]', 'at: [/stations/name]', '/stations/name'],
  ['at: [/name, /track, /gauge]', 'at: [/name, /rails, /gauge]', '/rails'],
  ['append-only, at: /stops', 'append-only, at: /halts', '/halts'],
  ['from: /seats/first', 'from: /seats/front', '/seats/front'],
  ['to: /seats/last', 'to: /seats/rear', '/seats/rear'],
  ['at: /cars/*/kind', 'at: /cars/*/sort', '/cars/*/sort'],
  ['at: [/whistle, /whistles]', 'at: [/whistle, /horns]', '/horns'],
  ['at: [/diner/cook, /diner/menu]', 'at: [/diner/cook, /diner/card]', '/diner/card'],
  ['each: /cars, when', 'each: /name, when', '/name/*'],
  ['when: { at: /kind', 'when: { at: /sort', '/cars/*/sort'],
  ['without: [/berths]', 'without: [/beds]', '/cars/*/beds'],
  ['without: [/stops, /seats]', 'without: [/stops, /chairs]', '/chairs'],
  ['decodes-as, at: /timetable', 'decodes-as, at: /schedule', '/schedule'],
  ['offered, at: /engine', 'offered, at: /motor', '/motor'],
  ['one-minor-at-a-time, at: /engine', 'one-minor-at-a-time, at: /motor', '/motor'],
]

const elsewhere: readonly Mistake[] = [
  { rule: 'resource-exists', from: 'resource: track, phases', to: 'resource: rail, phases', says: "no resource 'rail'. Write one of 'pass', 'track', 'train'" },
  { rule: 'phase-exists', from: 'phases: [open]', to: 'phases: [opened]', says: "'track' has no phase 'opened'. Write one of 'digging', 'open'" },
  {
    rule: 'rule-scope',
    from: 'address: [company, track]',
    to: 'address: [company, line, track]',
    says: "the address 'company', 'line', 'track', of which one of these tells no 'line'",
    at: 'resource: track, phases',
  },
  { rule: 'rule-place', from: 'append-only, at: /stops', to: 'append-only, at: /stops/*', says: "'/stops/*' stands for every item of an array" },
  { rule: 'rule-place', from: 'at: [/whistle, /whistles]', to: 'at: [/whistle, /whistles/*]', says: "'/whistles/*' stands for every item" },
  { rule: 'rule-place', from: 'without: [/stops, /seats]', to: 'without: [/stops/*, /seats]', says: "'/stops/*' stands for every item" },
  { rule: 'rule-condition', from: 'when: { at: /kind, is: ENGINE }', to: 'when: { at: /kind }', says: 'Add `is` with the value that it has then' },
  { rule: 'rule-through', from: 'through: /track, to', to: 'through: /name, to', says: "tells what '/name' names. Write one of '/track', or add one" },
  { rule: 'rule-through', from: 'through: /track, of', to: 'through: /name, of', says: "tells what '/name' names" },
  { rule: 'pointer-exists', from: 'to: /gauge', to: 'to: /width', says: "nothing at '/width' in the schema 'Track'" },
  { rule: 'pointer-exists', from: 'of: /stations/*/name', to: 'of: /stations/name', says: "nothing at '/stations/name' in the schema 'Track'" },
  { rule: 'rule-offered', from: '[v1.8, v1.9, v1.10]', to: '[v1.10, v1.8, v1.9]', says: '"v1.8" is not above the one before it' },
  { rule: 'rule-offered', from: '[v1.8, v1.9, v1.10]', to: '[v1.8, v1.9, newest]', says: '"newest" is no version. Write them as `v1.N`' },
]

const shapes: readonly Mistake[] = [
  {
    rule: 'shape',
    from: 'rule: append-only',
    to: 'rule: prepend-only',
    says: 'has the rule "prepend-only", which there is not. Write one of exists, equal, ordered',
  },
  { rule: 'shape', from: '{ rule: append-only, ', to: '{ ', says: "'resources.train.rules.5' has no member 'rule'. Add it." },
  { rule: 'shape', from: '{ rule: append-only, ', to: '{ rule: 7, ', says: 'has the rule 7, which there is not' },
  { rule: 'shape', from: 'append-only, at: /stops', to: 'append-only, at: [/stops]', says: 'must be string, and is ["/stops"]' },
  {
    rule: 'shape',
    from: 'at: /stops, basis',
    to: 'at: /stops, of: /stops, basis',
    says: "has a member 'of' that means nothing. Write one of rule, at, basis, source",
  },
  { rule: 'shape', from: 'at: /gauge, through: /track, to', to: 'at: /gauge, to', says: "has no member 'through'. Add it." },
  { rule: 'shape', from: 'at: [/whistle, /whistles]', to: 'at: [/whistle]', says: 'must NOT have fewer than 2 items' },
  { rule: 'shape', from: 'needed: true', to: 'needed: false', says: 'must be true, and is false' },
  { rule: 'shape', from: 'as: [json, yaml]', to: 'as: [json, toml]', says: 'must be one of "json", "yaml"' },
  { rule: 'shape', from: 'when: { at: /engine }', to: 'when: /engine', says: 'must be object, and is "/engine"' },
  { rule: 'statement', from: 'append-only, at: /stops, basis: assumed,', to: 'append-only, at: /stops,', says: 'has no basis' },
]

const beside: readonly Mistake[] = [
  {
    rule: 'pointer-exists',
    from: '/stations/*/state: {',
    to: '/stations/*/standing: {',
    says: "nothing at '/stations/*/standing' in any answer with a 'track'",
  },
  { rule: 'shows-item', from: '/stations/*/state: {', to: '/stations/*: {', says: 'Write `/stations/*/<member>`, or the array itself' },
  { rule: 'pointer-exists', from: 'beside: /diner/cook', to: 'beside: /diner/chef', says: "nothing at '/diner/chef' in any body of a 'train'" },
  {
    rule: 'shows-upgradeable',
    from: 'offered, at: /engine',
    to: 'offered, at: /name',
    says: 'Add the rules `one-minor-at-a-time` and `offered`',
    at: '/newer: {',
  },
  { rule: 'shape', from: '{ field: /cars, made:', to: '{ value: 1, made:', says: 'Keep one of is, text, made, value', at: '{ field: /cars' },
  { rule: 'lifecycle-needed', from: '    lifecycle: train\n', to: '    # none\n', says: "Work on 'train' is never under way", at: 'writesWhileBusy: {' },
  {
    rule: 'pointer-exists',
    from: 'fields: { signals: { manual: false }',
    to: 'fields: { signals: { loud: false }',
    says: "nothing at '/signals/loud' in the body of 'layTrack'",
  },
  { rule: 'serves-valid', from: 'name: south, mile: 12', to: 'name: south, mile: -12', says: "'stations.1.mile' must be >= 0, as openapi.yaml says" },
  {
    rule: 'serves-create',
    from: 'layTrack: { action: create',
    to: 'layTrack: { action: import',
    says: "No operation with a body creates a 'track'",
    at: '    serves:',
  },
]

/** What each kind of rule is refused with; a kind that stands alone with its refusal, so that nothing else asks for it. */
const refused: readonly (readonly [refusal: string, rule: string])[] = [
  ['unknown-reference', 'exists, at: /track, resource: track'],
  ['not-ready', 'exists, at: /track, resource: track, phases: [open]'],
  ['name-taken', 'unique, at: [/name], within: []'],
  ['immutable-field', 'immutable, at: [/name]'],
  ['in-use', 'member-of, at: /stops/*, through: /track, of: /stations/*/name'],
  ['rule-broken', 'equal, at: /gauge, through: /track, to: /gauge'],
  ['rule-broken', 'member-of, at: /stops/*, through: /track, of: /stations/*/name'],
  ['rule-broken', 'ordered, at: [/seats/first, /seats/last]'],
  ['rule-broken', 'combination, at: [/name, /track], values: [[north, null]]'],
  ['rule-broken', 'unique, at: [/name]'],
  ['rule-broken', 'append-only, at: /stops'],
  ['rule-broken', 'only-grows, from: /seats/first, to: /seats/last'],
  ['rule-broken', 'at-most-one, at: /cars/*/kind, is: ENGINE'],
  ['rule-broken', 'exclusive-or, at: [/whistle, /whistles]'],
  ['rule-broken', 'all-or-none, at: [/diner/cook, /diner/menu]'],
  ['rule-broken', 'apart, when: { at: /engine }, without: [/stops]'],
  ['rule-broken', 'decodes-as, at: /timetable, encoding: base64'],
  ['rule-broken', 'offered, at: /engine, values: [v1.8]'],
  ['rule-broken', 'one-minor-at-a-time, at: /engine'],
]

/** The whole file with these rules of trains and no others anywhere, and without one refusal. */
function withRules(rules: readonly string[], refusal: string): string {
  const [head = '', ...tail] = texts.behaviour
    .replace(/^ {6}- \{ rule: .*\n/gm, '')
    .replaceAll('    rules:\n', '')
    .replace('      /newer: { is: upgradeable }\n', '')
    .replace(`    writesWhileBusy: { answer: refused${made} }\n`, '')
    .replace(new RegExp(`^ {4}${refusal}: .*\n`, 'm'), '')
    .split('    schema: Train\n')
  return `${head}    schema: Train\n    rules: [${rules.map((rule) => `{ rule: ${rule}${made} }`).join(', ')}]\n${tail.join('')}`
}

describe('rules between fields', () => {
  test('are sound as they stand', () => {
    expect(after('behaviour', '', '')).toEqual([])
  })

  test('speak of all kinds there are', () => {
    const spoken = new Set([...texts.behaviour.matchAll(/\{ rule: ([a-z-]+)/g)].map(([, kind]) => kind))
    const [unknown] = after('behaviour', 'rule: append-only', 'rule: prepend-only')
    const known = unknown?.message.replace(/^.* Write one of (.*)\.$/, '$1').split(', ')
    expect(spoken).toEqual(new Set(known))
  })

  test.each(unsent)('pointer-exists is told of a place that nobody sends: "%s" as "%s"', (from, to, place) => {
    const found = after('behaviour', from, to).filter(
      ({ rule, message }) => rule === 'pointer-exists' && message.startsWith(`There is nothing at '${place}' in any`),
    )
    expect(found).toMatchObject([{ file: 'behaviour.yaml', severity: 'error', line: lineOf('behaviour', from) }])
  })

  test.each([...elsewhere, ...shapes, ...beside])('$rule is told of "$to" for "$from"', ({ rule, from, to, says, at }) => {
    const found = after('behaviour', from, to).find((finding) => finding.rule === rule && finding.message.includes(says))
    expect(found).toMatchObject({ file: 'behaviour.yaml', line: lineOf('behaviour', at ?? from) })
  })

  test('say one thing of one mistake, whatever their kind', () => {
    expect(after('behaviour', 'rule: append-only', 'rule: prepend-only')).toHaveLength(1)
    expect(after('behaviour', '{ rule: append-only, ', '{ ')).toHaveLength(1)
    expect(after('behaviour', '- { rule: append-only, at: /stops, basis: assumed, source: made up }', '- append-only')).toHaveLength(1)
  })

  test('may fix what is only shown', () => {
    expect(after('behaviour', 'at: [/name, /track, /gauge]', 'at: [/name, /board]')).toEqual([])
    expect(after('behaviour', 'at: [/name, /track, /gauge]', 'at: [/name, /colour]')).toMatchObject([{ rule: 'pointer-exists' }])
  })

  test.each(refused)('refusal-missing warns where %s has no words although there is a rule %s', (refusal, rule) => {
    const needed = rule.includes('through') ? ['exists, at: /track, resource: track'] : []
    const found = after('behaviour', texts.behaviour, withRules([...needed, rule], refusal))
    expect(found).toMatchObject([{ rule: 'refusal-missing', severity: 'warning', message: expect.stringContaining(`'${refusal}', but a train asks for it`) }])
    expect(after('behaviour', texts.behaviour, withRules([], refusal))).toEqual([])
  })

  const settled = texts.behaviour.replace('delete: { from: [open], ', 'delete: { ').replace('delete: { from: [running], ', 'delete: { ')
  const early = `    wrong-phase: { status: 400, code: '9', message: none${made} }\n`

  test('refusal-missing warns where an update or a deletion that comes too early has no words', () => {
    const written = after('behaviour', texts.behaviour, settled.replace(early, ''))
    expect(written).toMatchObject([{ rule: 'refusal-missing', message: expect.stringContaining("'wrong-phase', but a train asks for it") }])
    const deleted = after('behaviour', early, '')
    expect(deleted).toMatchObject([{ rule: 'refusal-missing', message: expect.stringContaining("'wrong-phase', but 'scrapTrain' can end so") }])
  })

  test('refusal-missing warns where what is named is being deleted, and that has no words', () => {
    const named = texts.behaviour
      .replaceAll(`    deletion: { asynchronous: true${made} }\n`, '')
      .replace('    serves:\n', `    writesWhileDeleting: { answer: refused${made} }\n    serves:\n`)
      .replace(`    still-deleting: { status: 400, code: '9', message: none${made} }\n`, '')
    expect(after('behaviour', texts.behaviour, named)).toMatchObject([{ message: expect.stringMatching(/'still-deleting', but a \w+ asks for it/) }])
  })

  test('may offer versions above the first major one', () => {
    expect(after('behaviour', '[v1.8, v1.9, v1.10]', "['1.30', '2.0', '2.1']")).toEqual([])
    expect(after('behaviour', '[v1.8, v1.9, v1.10]', '[v2.1, v1.9]')).toMatchObject([{ rule: 'rule-offered' }])
  })
})
