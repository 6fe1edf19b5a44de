import { relative } from 'node:path'
import type { LintFinding } from '../specs/finding.ts'
import { configured, exitCodes, type ExitCode } from './exit.ts'
import { oneProvider } from './provider.ts'
import type { Terminal } from './terminal.ts'

export interface LintFlags {
  readonly provider?: readonly string[]
  readonly json?: boolean
}

/** Rules that mean: the files could not be read at all. */
const unreadable = new Set(['folder-missing', 'file-missing', 'file-too-large', 'yaml'])

/** Prints each finding as `file:line:column severity rule message`. Warnings alone are no failure. */
export async function lint(named: string | undefined, flags: LintFlags, terminal: Terminal): Promise<ExitCode> {
  const provider = await oneProvider('lint a contract', named, flags.provider)
  const [{ folderOf }, { lintProvider }] = await Promise.all([import('../specs/providers.ts'), import('../specs/lint.ts')])
  const found = await lintProvider(await configured(() => folderOf(provider)))
  const findings = found.map((finding) => ({ ...finding, file: fromHere(finding.file) }))
  if (flags.json === true) terminal.out(`${JSON.stringify(findings, null, 2)}\n`)
  else printFindings(provider, findings, terminal)
  if (findings.some(({ rule }) => unreadable.has(rule))) return exitCodes.usage
  return findings.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.ok
}

function printFindings(provider: string, findings: readonly LintFinding[], { out, colours }: Terminal): void {
  for (const { file, line, column, severity, rule, message } of findings) {
    const painted = severity === 'error' ? colours.red(severity) : colours.yellow(severity)
    out(`${file}:${line}:${column} ${painted} ${rule} ${message}\n`)
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length
  out(`${provider}: ${errors} ${errors === 1 ? 'error' : 'errors'}, ${findings.length - errors} ${findings.length - errors === 1 ? 'warning' : 'warnings'}\n`)
}

/** A path as an editor opens it from the folder the person stands in; whole where it lies elsewhere. */
function fromHere(file: string): string {
  const path = relative(process.cwd(), file)
  return path === '' || path.startsWith('..') ? file : path
}
