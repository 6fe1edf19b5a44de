import { create } from 'xmlbuilder2'
import { escaped, oneLine } from './visible.ts'

/** A grade of clients, as far as CI systems are told of it. */
export interface GradeForJunit {
  readonly rules: readonly {
    readonly id: string
    readonly sentence: string
    readonly source?: string
    readonly verdict: 'good' | 'poor' | 'not seen'
    readonly evidence: readonly { readonly requests: readonly number[]; readonly note: string }[]
  }[]
}

/** A grade as JUnit XML: a case a rule. What there was no occasion for counts as skipped. */
export function gradeJunit({ rules }: GradeForJunit): string {
  const failures = rules.filter(({ verdict }) => verdict === 'poor').length
  const skipped = rules.filter(({ verdict }) => verdict === 'not seen').length
  const root = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: escaped })
  const sums = { tests: String(rules.length), failures: String(failures), errors: '0' }
  const suite = root
    .ele('testsuites', { name: 'clusterproof grade', ...sums, time: '0' })
    .ele('testsuite', { name: 'client', ...sums, skipped: String(skipped), time: '0' })
  for (const { id, sentence, source, verdict, evidence } of rules) {
    const node = suite.ele('testcase', { classname: 'client', name: oneLine(`${id}: ${sentence}`), time: '0' })
    if (verdict === 'not seen') node.ele('skipped', { message: 'there was no occasion to keep or break it' })
    if (verdict !== 'poor') continue
    const lines = evidence.map(({ requests, note }) => oneLine(`request ${requests.join(', ')}: ${note}`))
    node.ele('failure', { message: lines[0] ?? sentence, type: 'poor' }).txt([...lines, ...(source === undefined ? [] : [source])].join('\n'))
  }
  return `${root.end({ prettyPrint: true })}\n`
}
