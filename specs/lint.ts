import { readFolder } from './files.ts'
import type { RawFolder } from './files.ts'
import type { LintFinding } from './finding.ts'
import { inspect } from './inspect.ts'
import { openapiFindings } from './lint/openapi.ts'
import { schemaProblems } from './lint/schemas.ts'
import { readOperations } from './operations.ts'
import { parseFile } from './yaml.ts'

export type { LintFinding } from './finding.ts'

/**
 * Everything that is wrong or doubtful with a provider's folder, in the order of its files and lines. Errors keep the
 * contract from being loaded; warnings do not. Never throws on what it finds in the folder.
 */
export async function lintProvider(folder: string): Promise<readonly LintFinding[]> {
  const read = await readFolder(folder)
  if (read.kind === 'unreadable') return read.findings
  const { findings } = inspect(read)
  return [...findings, ...(await documentFindings(read, findings))].toSorted(inOrder)
}

/** A document whose references or version are wrong is not judged further: what follows would be noise. */
async function documentFindings(read: RawFolder, known: readonly LintFinding[]): Promise<readonly LintFinding[]> {
  const source = parseFile(read.openapi)
  if ('message' in source || known.some(({ rule }) => rule === 'reference' || rule === 'openapi-version')) return []
  const problems = schemaProblems(source.content, readOperations(source.content).declared)
  const uncompiled = problems.map(({ at, severity, rule, message }) => ({ file: source.file, ...source.locate(at), severity, rule, message }))
  return [...uncompiled, ...(await openapiFindings(source))]
}

function inOrder(one: LintFinding, other: LintFinding): number {
  return one.file === other.file ? one.line - other.line || one.column - other.column : one.file < other.file ? 1 : -1
}
