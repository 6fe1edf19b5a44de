import type { Json } from '../../specs/json.ts'
import { grade, usualLimits } from '../grade/grade.ts'
import { gradeText } from '../grade/text.ts'
import { told } from './answer.ts'
import type { Handler } from './ask.ts'
import { problem } from './problem.ts'

/** How well the clients of a world behaved. */
export const getGrade: Handler = ({ host, world, query }) => {
  const { format = 'json', pollsPerSecond = String(usualLimits.pollsPerSecond) } = query
  if (format !== 'json' && format !== 'text') return problem(400, `The format "${format}" is unknown. Allowed: json, text.`)
  const polls = Number(pollsPerSecond)
  if (!(polls > 0 && polls <= 1000)) return problem(400, `"pollsPerSecond" is "${pollsPerSecond}". Allowed is a number above 0, up to 1000.`)
  const { journal } = world()
  const graded = grade({ entries: journal.list(), total: journal.total }, host.contracts, { pollsPerSecond: polls })
  if (format === 'text') return new Response(gradeText(graded), { headers: { 'content-type': 'text/plain; charset=utf-8' } })
  const body: Json = JSON.parse(JSON.stringify(graded))
  return told(body)
}
