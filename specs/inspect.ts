import type { Behaviour } from './behaviour.ts'
import { documentProblems } from './document.ts'
import type { RawFolder } from './files.ts'
import type { LintFinding, Problem } from './finding.ts'
import type { JsonObject } from './json.ts'
import { agreementProblems } from './lint/agreement.ts'
import { isBehaviour, shapeProblems } from './lint/shape.ts'
import { readOperations } from './operations.ts'
import { parseFile } from './yaml.ts'
import type { SourceFile } from './yaml.ts'

/** What was found in a folder: what is wrong with it, and its content where no error is. */
export interface Inspection {
  readonly findings: readonly LintFinding[]
  readonly content?: { readonly document: JsonObject; readonly behaviour: Behaviour }
}

/** Judges the two files of a folder: each for itself, then what they say of each other. */
export function inspect(folder: RawFolder): Inspection {
  const openapi = parseFile(folder.openapi)
  const behaviour = parseFile(folder.behaviour)
  if ('message' in openapi) return { findings: 'message' in behaviour ? [openapi, behaviour] : [openapi] }
  if ('message' in behaviour) return { findings: [behaviour] }
  return judge({ openapi, behaviour })
}

interface Sources {
  readonly openapi: SourceFile
  readonly behaviour: SourceFile
}

/** Whether the two agree is asked only where each is sound: otherwise one mistake would be told many times. */
function judge(sources: Sources): Inspection {
  const document = sources.openapi.content
  const behaviour = sources.behaviour.content
  const { declared, problems } = readOperations(document)
  const alone = located([...documentProblems(document), ...problems, ...shapeProblems(behaviour)], sources)
  if (alone.some(({ severity }) => severity === 'error') || !isBehaviour(behaviour)) return { findings: alone }
  const findings = [...alone, ...located(agreementProblems({ document, behaviour, operations: declared }), sources)]
  if (findings.some(({ severity }) => severity === 'error')) return { findings }
  return { findings, content: { document, behaviour } }
}

function located(problems: readonly Problem[], sources: Sources): readonly LintFinding[] {
  return problems.map((problem) => {
    const source = sources[problem.in]
    const { severity, rule, message } = problem
    return { file: source.file, ...source.locate(problem.at), severity, rule, message }
  })
}
