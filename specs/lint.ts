import type { Behaviour } from './behaviour.ts'
import { readFolder } from './files.ts'
import type { RawFolder } from './files.ts'
import type { LintFinding } from './finding.ts'
import { inspect } from './inspect.ts'
import type { Inspection } from './inspect.ts'
import { openapiFindings } from './lint/openapi.ts'
import { schemaProblems } from './lint/schemas.ts'
import { readOperations } from './operations.ts'
import { parseFile } from './yaml.ts'

export type { LintFinding } from './finding.ts'

/**
 * Everything that is wrong or doubtful with a provider's folder, by file and line. No contract is loaded from a folder
 * with errors in behaviour.yaml, or in what it names of openapi.yaml. Never throws on what it finds in the folder.
 */
export async function lintProvider(folder: string): Promise<readonly LintFinding[]> {
  const read = await readFolder(folder)
  if (read.kind === 'unreadable') return read.findings
  const inspection = inspect(read)
  return [...inspection.findings, ...(await documentFindings(read, inspection))].toSorted(inOrder)
}

/** A document whose references or version are wrong is not judged further: what follows would be noise. */
async function documentFindings(read: RawFolder, { findings, content }: Inspection): Promise<readonly LintFinding[]> {
  const source = parseFile(read.openapi)
  if ('message' in source || findings.some(({ rule }) => rule === 'reference' || rule === 'openapi-version')) return []
  const problems = schemaProblems(source.content, readOperations(source.content).declared)
  const uncompiled = problems.map(({ at, severity, rule, message }) => ({ file: source.file, ...source.locate(at), severity, rule, message }))
  return [...uncompiled, ...(await openapiFindings(source, content === undefined ? new Set() : namedSchemas(content.behaviour)))]
}

function namedSchemas({ resources, errors, connect }: Behaviour): ReadonlySet<string> {
  const methods = Object.values(connect?.services ?? {}).flatMap((service) => Object.values(service))
  const messages = connect === undefined ? [] : [connect.error, ...methods.map(({ request }) => request)]
  const kinds = Object.values(resources).flatMap(({ typed }) => Object.values(typed ?? {}).flatMap((each) => each.kinds))
  return new Set([errors.envelope.schema, ...messages, ...[...Object.values(resources), ...kinds].map(({ schema }) => schema)])
}

/** openapi.yaml first: what is wrong there often explains the rest. */
function inOrder(one: LintFinding, other: LintFinding): number {
  if (one.file !== other.file) return one.file < other.file ? 1 : -1
  return one.line - other.line || one.column - other.column
}
