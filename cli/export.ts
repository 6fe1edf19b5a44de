import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExportName } from '../reports/export/exports.ts'
import type { CheckReport, Report } from '../reports/report.ts'
import { exitCodes, UsageError, type ExitCode } from './exit.ts'
import { exported, type Exported } from './export-choice.ts'
import { runFrom } from './export-run.ts'
import type { Terminal } from './terminal.ts'

export interface ExportFlags {
  /** Fingerprints of findings, or ids of checks; all findings when absent. */
  readonly finding?: readonly string[]
  readonly format: ExportName
  readonly out?: string
  readonly provider?: readonly string[]
  readonly json?: boolean
}

/** Makes programs of the findings of a stored run. */
export async function exportFindings(path: string, flags: ExportFlags, terminal: Terminal): Promise<ExitCode> {
  const { report, contract } = await runFrom(path, flags.provider?.[0])
  const found = findingsIn(path, report, flags.finding)
  const made = await exported({ contract, report, checks: found })
  const { exportFormats } = await import('../reports/export/exports.ts')
  const format = exportFormats[flags.format]
  const texts = await Promise.all(
    made.map(async (one) =>
      one.program === undefined ? undefined : format.write(one.program, { exchanges: one.exchanges, suite: report.suite, at: report.at }),
    ),
  )
  if (flags.out === undefined) return printed(texts, made, { terminal, json: flags.json === true })
  const files = written(flags.out, texts, { made, ending: format.ending })
  if (flags.json === true)
    terminal.out(
      `${JSON.stringify(
        made.map((one, index) => summary(one, files[index])),
        undefined,
        2,
      )}\n`,
    )
  else {
    for (const file of files) if (file !== undefined) terminal.err(`Wrote ${file}\n`)
    told(made, terminal)
  }
  return files.some((file) => file !== undefined) ? exitCodes.ok : exitCodes.undetermined
}

function printed(
  texts: readonly (string | undefined)[],
  made: readonly Exported[],
  { terminal, json }: { readonly terminal: Terminal; readonly json: boolean },
): ExitCode {
  if (json)
    terminal.out(
      `${JSON.stringify(
        made.map((one, index) => ({ ...summary(one, undefined), text: texts[index] })),
        undefined,
        2,
      )}\n`,
    )
  const whole = texts.filter((text) => text !== undefined)
  if (!json && whole.length > 1)
    throw new UsageError(
      `Failed to export: there are ${whole.length} programs to write. Add --out with a folder, or --finding with one of ${made.map(({ check }) => check.finding?.fingerprint).join(', ')}.`,
    )
  if (!json) {
    terminal.out(whole[0] ?? '')
    told(made, terminal)
  }
  return whole.length > 0 ? exitCodes.ok : exitCodes.undetermined
}

/** Findings that become no program, with the command that shows them all the same. */
function told(made: readonly Exported[], terminal: Terminal): void {
  for (const { check, because, replay } of made) {
    if (because !== undefined) terminal.err(`No program for ${check.finding?.fingerprint} (${check.check}): ${because}. Run: ${replay}\n`)
  }
}

function summary({ check, because, replay, verified }: Exported, file: string | undefined) {
  return {
    finding: check.finding?.fingerprint,
    check: check.check,
    ...(check.resource !== undefined && { resource: check.resource }),
    ...(file !== undefined && { file }),
    ...(because === undefined ? { verified } : { because }),
    replay,
  }
}

function written(
  out: string,
  texts: readonly (string | undefined)[],
  { made, ending }: { readonly made: readonly Exported[]; readonly ending: string },
): readonly (string | undefined)[] {
  try {
    mkdirSync(out, { recursive: true })
    return texts.map((text, index) => {
      const one = made[index]
      if (text === undefined || one === undefined) return undefined
      const file = join(out, `${nameOf(one.check)}${ending}`)
      writeFileSync(file, text, { mode: ending === '.sh' ? 0o755 : 0o644 })
      return file
    })
  } catch (error) {
    throw new UsageError(
      `Failed to write to "${out}": ${error instanceof Error ? error.message : String(error)}. Give a folder that can be written with --out.`,
    )
  }
}

/** Unlike any other's, whatever the check is called. */
function nameOf({ check, resource, finding }: CheckReport): string {
  return [check, resource, finding?.fingerprint].flatMap((part) => (part === undefined ? [] : part.replace(/[^\w.-]/g, '_'))).join('.')
}

function findingsIn(path: string, report: Report, wanted: readonly string[] | undefined): readonly CheckReport[] {
  const all = report.checks.filter(({ finding }) => finding !== undefined)
  if (all.length === 0) throw new UsageError(`Failed to export from ${path}: it has no findings. There is nothing to show.`)
  const unknown = wanted?.find((name) => !all.some((one) => names(one, name)))
  if (unknown !== undefined)
    throw new UsageError(
      `Failed to read --finding: ${path} has no finding "${unknown}". It has ${all.map(({ check, finding }) => `${finding?.fingerprint} (${check})`).join(', ')}.`,
    )
  return wanted === undefined ? all : all.filter((one) => wanted.some((name) => names(one, name)))
}

function names({ check, finding, requirement }: CheckReport, name: string): boolean {
  return finding?.fingerprint === name || check === name || requirement.id === name
}
