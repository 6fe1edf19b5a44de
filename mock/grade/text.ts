import type { Grade, Graded } from './grade.ts'

const marks: Readonly<Record<Graded['verdict'], string>> = { good: 'good', poor: 'POOR', 'not seen': 'not seen' }

/** A grade as lines for people. No colours, and nothing but what the grade says. */
export function gradeText({ score, requests, clients, rules }: Grade): string {
  const of = requests.total > requests.seen ? ` of ${requests.total}, the others are forgotten` : ''
  const told = score === null ? 'no grade yet: nothing that a rule speaks of was seen' : `${score} %`
  const width = Math.max(...rules.map(({ id }) => id.length))
  const lines = rules.flatMap((rule) => [`  ${marks[rule.verdict].padEnd(9)} ${rule.id.padEnd(width)}  ${rule.sentence}`, ...evidence(rule)])
  return `Grade: ${told} (${requests.seen} requests${of}; ${clients} ${clients === 1 ? 'client' : 'clients'})\n${lines.join('\n')}\n`
}

function evidence({ verdict, occasions, kept, evidence: shown, source }: Graded): readonly string[] {
  if (verdict !== 'poor') return []
  const lines = shown.map(({ requests, note }) => `            request ${requests.join(', ')}: ${note}`)
  return [`            kept ${kept} times of ${occasions}${source === undefined ? '' : `; ${source}`}`, ...lines]
}
