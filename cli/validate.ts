import type { Complaint } from '../reports/vendor/validate.ts'
import { oneLine } from '../reports/visible.ts'
import { exitCodes, type ExitCode } from './exit.ts'
import { ownSuite, textOf } from './published-file.ts'
import type { Terminal } from './terminal.ts'

export interface ValidateFlags {
  readonly json?: boolean
  readonly quiet?: boolean
}

interface Verdict {
  readonly file: string
  readonly valid: boolean
  readonly result?: string
  readonly subject?: string
  readonly complaints: readonly Complaint[]
  readonly notes: readonly string[]
}

/** Tells of each file whether it is a vendor report as a run of the suite wrote it. */
export async function validate(files: readonly string[], flags: ValidateFlags, { out, colours }: Terminal): Promise<ExitCode> {
  const [{ validated }, suite] = await Promise.all([import('../reports/vendor/validate.ts'), ownSuite()])
  const verdicts: Verdict[] = []
  for (const file of files) {
    const { complaints, notes, report } = validated(await textOf(file, 'Name a conformance.json or conformance.yaml.'), suite)
    const { project = '', version = '' } = report?.subject ?? {}
    verdicts.push({
      file,
      valid: complaints.length === 0,
      ...(report && { result: report.result, subject: oneLine(`${project} ${version}`) }),
      complaints,
      notes,
    })
  }
  if (flags.json === true) out(`${JSON.stringify(verdicts, null, 2)}\n`)
  else if (flags.quiet !== true) for (const verdict of verdicts) out(lines(verdict, colours))
  return verdicts.every(({ valid }) => valid) ? exitCodes.ok : exitCodes.failed
}

function lines({ file, valid, result = '', subject = '', complaints, notes }: Verdict, colours: Terminal['colours']): string {
  const head = valid ? `${colours.green('✓')} ${file}: ${subject}, ${result}` : `${colours.red('✗')} ${file}: refused`
  return [head, ...complaints.map(({ rule, message }) => `    ${rule}: ${oneLine(message)}`), ...notes.map((note) => `    ${note}`), ''].join('\n')
}
