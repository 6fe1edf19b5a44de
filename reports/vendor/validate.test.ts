import { describe, expect, test } from 'vitest'
import { isObject, type Json } from '../../specs/json.ts'
import { checked, instead, reportOf, suite, unmeasured } from './vendor.test-kit.ts'
import { plain, vendorReport } from './report.ts'
import { digestOf, written } from './text.ts'
import { validated } from './validate.ts'

const known = { version: '0.1.0', requirements: suite }
const sound = plain(vendorReport({ report: reportOf() }, { requirements: suite, quality: unmeasured }))
const rulesBroken = (text: string, by = known) => [...new Set(validated(text, by).complaints.map(({ rule }) => rule))]
const messages = (text: string) => validated(text, known).complaints.map(({ message }) => message)

/** The sound report with some members changed, and the digest that belongs to it: a forger who is careful. */
function forged(change: (document: Record<string, Json>) => Record<string, Json>): string {
  const made = change({ ...(isObject(sound) ? sound : {}) })
  return written({ ...made, digest: digestOf(made) }, 'json')
}

type Row = Record<string, Json>
const rows = (document: Record<string, Json>): readonly Row[] => (Array.isArray(document['requirements']) ? document['requirements'].filter(isObject) : [])
const withRow = (id: string, change: (row: Row) => Row | undefined) => (document: Record<string, Json>) => ({
  ...document,
  requirements: rows(document).flatMap((row) => (row['id'] === id ? (change(row) ?? []) : row)),
})

describe('validating a vendor report', () => {
  test.each(['json', 'yaml'] as const)('accepts what the suite writes in %s', (notation) => {
    expect(validated(written(sound, notation), known)).toMatchObject({ complaints: [], notes: [], report: { result: 'conformant' } })
  })

  test.each(['json', 'yaml'] as const)('refuses every changed, added and removed byte of %s', (notation) => {
    const text = written(sound, notation)
    const missed: string[] = []
    // Every byte would take long: a prime leads through all columns.
    for (let at = 0; at < text.length; at += 89) {
      const other = text[at] === 'x' ? 'y' : 'x'
      const edits = [`${text.slice(0, at)}${other}${text.slice(at + 1)}`, `${text.slice(0, at)} ${text.slice(at)}`, `${text.slice(0, at)}${text.slice(at + 1)}`]
      for (const edited of edits)
        if (edited !== text && validated(edited, known).complaints.length === 0) missed.push(`${at}: ${edited.slice(at - 10, at + 10)}`)
    }

    expect(missed).toEqual([])
  })

  test.each([
    ['a value', written(sound, 'json').replace('"seed": 42', '"seed": 43'), ['digest']],
    ['the line endings', written(sound, 'yaml').replaceAll('\n', '\r\n'), ['bytes']],
    ['a comment', `# ours\n${written(sound, 'yaml')}`, ['bytes']],
    ['the order of members', JSON.stringify(Object.fromEntries(Object.entries(isObject(sound) ? sound : {}).toReversed()), null, 2), ['bytes']],
    ['no digest', written(isObject(sound) ? Object.fromEntries(Object.entries(sound).filter(([name]) => name !== 'digest')) : sound, 'json'), ['schema']],
  ])('tells what was changed: %s', (_, text, rules) => {
    expect(rulesBroken(text)).toEqual(rules)
  })

  test.each([
    ['a missing requirement', withRow('rl.honest', () => undefined), 'requirements', 'the requirement rl.honest is missing'],
    [
      'an unknown requirement',
      withRow('rl.honest', (row) => ({ ...row, id: 'rl.honestly' })),
      'requirements',
      'the requirement rl.honestly is unknown to clusterproof 0.1.0',
    ],
    [
      'a requirement twice',
      (document: Record<string, Json>) => ({ ...document, requirements: rows(document).flatMap((row) => [row, row]) }),
      'requirements',
      'its requirements are not in the order of their ids, each once',
    ],
    [
      'a softened requirement',
      withRow('idem.replay', (row) => ({ ...row, level: 'SHOULD', weight: 8 })),
      'requirements',
      'the requirement idem.replay is MUST (contract), and it says SHOULD (contract)',
    ],
    ['a weight of its own', withRow('idem.replay', (row) => ({ ...row, weight: 1 })), 'counts', 'idem.replay: its weight is 16, and it says 1'],
    [
      'a verdict that its checks do not have',
      withRow('page.cursor', (row) => ({ ...row, verdict: 'passed' })),
      'counts',
      'page.cursor: its checks make it not applicable, and it says passed',
    ],
    [
      'checks that nobody counted',
      withRow('idem.replay', (row) => ({ ...row, checks: { passed: 9 } })),
      'counts',
      'counts.all says 6 passed, and its requirements 14',
    ],
    [
      'a failure that is not told of',
      withRow('idem.replay', (row) => ({ ...row, checks: { failed: 1 }, verdict: 'failed' })),
      'counts',
      'idem.replay: 1 checks failed, and 0 are told of',
    ],
  ])('refuses %s, also where the digest was made anew', (_, change, rule, message) => {
    const text = forged(change)

    expect(rulesBroken(text)).toContain(rule)
    expect(messages(text)).toContain(message)
  })

  test.each([
    [
      'conformant although a promise was broken',
      instead(checked('idem.replay', { verdict: 'failed' })),
      { result: 'conformant' },
      'its verdicts make it not conformant, and it says conformant',
    ],
    [
      'partial although a promise was broken',
      instead(checked('idem.replay', { verdict: 'failed' })),
      { result: 'partial' },
      'its verdicts make it not conformant, and it says partial',
    ],
    [
      'undetermined although a promise was broken',
      instead(checked('idem.replay', { verdict: 'failed' })),
      { result: 'undetermined' },
      'its verdicts make it not conformant, and it says undetermined',
    ],
    [
      'conformant although a promise was not decided',
      instead(checked('idem.replay', { verdict: 'blocked' })),
      { result: 'conformant' },
      'its verdicts make it partial, and it says conformant',
    ],
    ['not conformant although all was kept', undefined, { result: 'not conformant' }, 'its verdicts make it conformant, and it says not conformant'],
    ['undetermined without a reason', undefined, { result: 'undetermined' }, 'it is undetermined and says no reason'],
    [
      'another reason',
      instead(checked('idem.replay', { verdict: 'blocked' })),
      { because: 'nothing worth telling' },
      'its verdicts give the reason "not decided of what decides: 1 blocked", and it says "nothing worth telling"',
    ],
  ])('refuses a result that does not follow: %s', (_, checks, change, message) => {
    const made = plain(vendorReport({ report: reportOf(checks) }, { requirements: suite, quality: unmeasured }))
    const text = forged(() => ({ ...(isObject(made) ? made : {}), ...change }))

    expect(rulesBroken(text)).toEqual(['result'])
    expect(messages(text)).toEqual([message])
  })

  test('refuses a run that says it finished more than it counts, and a clean-up that says it is complete', () => {
    const text = forged((document) => ({
      ...document,
      run: { ...(isObject(document['run']) ? document['run'] : {}), finished: 6 },
      cleanup: { created: 1, deleted: 0, handedOver: 0, left: ['/v1/clusters/a'], complete: true },
    }))

    expect(messages(text)).toEqual([
      '1 checks did not finish, and it says conformant',
      '6 checks finished, and 7 are counted',
      'its clean-up left 1 and says complete: true',
    ])
  })

  test.each([
    [
      'a version that is not known',
      written({ ...(isObject(sound) ? sound : {}), vendorReport: 2 }, 'json'),
      'version',
      'it is a vendor report of version 2, and this suite reads version 1',
    ],
    ['a member that nobody knows', forged((document) => ({ ...document, grade: 'A' })), 'schema', "the document must not have the member 'grade'"],
    ['a report.json', JSON.stringify({ report: 1 }), 'readable', 'it is no vendor report: it has no member vendorReport'],
    ['an empty file', '\n', 'readable', 'it is empty'],
    ['half a file', written(sound, 'json').slice(0, 900), 'readable', undefined],
    ['an alias of YAML', 'vendorReport: 1\nsubject: &a {}\nrun: *a\n', 'readable', undefined],
  ])('refuses %s', (_, text, rule, message) => {
    const [complaint] = validated(text, known).complaints

    expect(complaint?.rule).toBe(rule)
    if (message !== undefined) expect(complaint?.message).toBe(message)
  })

  test('does not compare the list of requirements of another version of the suite, and says so', () => {
    const other = { version: '0.2.0', requirements: new Map([...suite].slice(1)) }

    expect(validated(written(sound, 'json'), other)).toMatchObject({
      complaints: [],
      notes: ['It was made by clusterproof 0.1.0, and this is 0.2.0: the list of its requirements was not compared.'],
    })
  })
})
