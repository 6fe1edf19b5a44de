import type { NormalizedProblem } from '@redocly/openapi-core'
import type { LintFinding } from '../finding.ts'
import type { SourceFile } from '../yaml.ts'

/**
 * The rules of Redocly's `recommended` that are answered here otherwise: what `documentProblems` and `readOperations` say
 * with better advice, and what is a matter of taste or of publishing rather than of the wire.
 */
const rules = {
  'no-unresolved-refs': 'off',
  'operation-operationId': 'off',
  'operation-operationId-unique': 'off',
  'info-license': 'off',
  'info-license-strict': 'off',
  'tag-description': 'off',
  'operation-summary': 'warn',
  'security-defined': 'warn',
  'no-unsafe-markdown': 'off',
  // An origin of example.com or localhost is all a pretend provider has; only the path of a server is ever used.
  'no-server-example.com': 'off',
} as const

/**
 * What a well-kept OpenAPI linter says of the document, taken from the text alone: no other file, no network. Schemas that
 * `behaviour.yaml` names are used, whether or not the document refers to them.
 */
export async function openapiFindings({ file, text }: SourceFile, used: ReadonlySet<string>): Promise<readonly LintFinding[]> {
  const redocly = await import('@redocly/openapi-core')
  class Closed extends redocly.BaseResolver {
    override loadExternalRef(reference: string): Promise<never> {
      return Promise.reject(new Error(`Failed to read ${reference}: a contract refers to nothing outside its folder.`))
    }
  }
  const config = await redocly.createConfig({ extends: ['recommended'], rules })
  const problems = await redocly.lintFromString({ source: text, absoluteRef: file, config, externalRefResolver: new Closed() })
  const heeded = problems.filter((problem) => problem.ignored !== true && !isUsed(problem, used))
  return heeded.map((problem) => finding(file, problem, redocly.getLineColLocation))
}

function finding(file: string, problem: NormalizedProblem, place: typeof import('@redocly/openapi-core').getLineColLocation): LintFinding {
  const [location] = problem.location
  const start = location === undefined ? { line: 1, col: 1 } : place(location).start
  const advice = problem.suggest.length === 0 ? '' : ` Did you mean ${problem.suggest.map((word) => `'${word}'`).join(' or ')}?`
  const severity = problem.severity === 'error' ? 'error' : 'warning'
  return { file, line: start.line, column: start.col, severity, rule: problem.ruleId, message: `${sentence(problem.message)}${advice}` }
}

function isUsed({ ruleId, location }: NormalizedProblem, used: ReadonlySet<string>): boolean {
  const name = /^#\/components\/schemas\/(.+)$/.exec(location[0]?.pointer ?? '')?.[1]
  return ruleId === 'no-unused-components' && name !== undefined && used.has(name)
}

/** One line that ends in a full stop. */
function sentence(message: string): string {
  const line = message.trim().replaceAll(/\s*\n\s*/g, ' ')
  return /[.?!]$/.test(line) ? line : `${line}.`
}
