/** One thing wrong with a provider's folder, and what to write instead. */
export interface LintFinding {
  /** The folder as it was given, joined with the file's name. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
  readonly severity: 'error' | 'warning'
  readonly rule: string
  /** What is wrong, then what to write instead. */
  readonly message: string
}

/** A finding that knows its place as a JSON pointer; `locate` of the file turns it into a line. */
export interface Problem {
  readonly in: 'openapi' | 'behaviour'
  /** JSON pointer into the file. */
  readonly at: string
  readonly severity: 'error' | 'warning'
  readonly rule: string
  readonly message: string
}

/** Thrown where a contract cannot be used. Its message tells every problem; `findings` holds them one by one. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
  readonly findings: readonly LintFinding[]

  constructor(asked: string, findings: readonly LintFinding[]) {
    super(told(asked, findings))
    this.findings = findings
  }
}

/** `folder/file.yaml:12:3`, for people and editors. */
export function place(finding: LintFinding): string {
  return `${finding.file}:${finding.line}:${finding.column}`
}

function told(asked: string, findings: readonly LintFinding[]): string {
  const [only] = findings
  if (only !== undefined && findings.length === 1) return `Failed to ${asked}: ${only.message} (${place(only)})`
  const lines = findings.map((finding) => `\n  ${place(finding)} ${finding.message}`)
  return `Failed to ${asked}: ${findings.length} problems were found.${lines.join('')}`
}
