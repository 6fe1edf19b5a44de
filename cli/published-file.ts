import { readFile, stat } from 'node:fs/promises'
import type { Report } from '../reports/report.ts'
import type { VendorReport } from '../reports/vendor/document.ts'
import type { Suite } from '../reports/vendor/validate.ts'
import { UsageError } from './exit.ts'
import { version } from './version.ts'

/** Of what is read whole, in bytes. */
const largest = 256 * 1024 * 1024

/** This program, as far as reports are held against it. */
export async function ownSuite(): Promise<Suite> {
  const { loadRequirements } = await import('../specs/requirements.ts')
  return { version: version(), requirements: await loadRequirements() }
}

/** The text of a file that a person has named. Throws a UsageError where there is none to be had. */
export async function textOf(path: string, remedy: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > largest) throw new UsageError(`Failed to read "${path}": it has ${Math.round(size / 1024 / 1024)} MiB, and at most 256 are read. ${remedy}`)
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof UsageError) throw error
    const found = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const what = found === 'ENOENT' ? 'there is no such file' : found === 'EISDIR' ? 'it is a folder' : `the system says ${found}`
    throw new UsageError(`Failed to read "${path}": ${what}. ${remedy}`, { cause: error })
  }
}

/** A vendor report that a file holds, or what a vendor would publish of the report.json that it holds. */
export interface Published {
  readonly path: string
  readonly report: VendorReport
  /** What a person has to know of it, a sentence each. */
  readonly notes: readonly string[]
}

/** Another version of the suite knew other requirements: those that its report names. */
function requirementsFor({ suite, checks }: Report, own: Suite): Suite['requirements'] {
  if (suite === own.version) return own.requirements
  const named = new Set(checks.map(({ requirement }) => requirement.id))
  return new Map([...own.requirements].filter(([id]) => named.has(id)))
}

const remedy = 'Name a report.json, or a conformance.json or conformance.yaml that `--format vendor` has written.'

/** Reads either. A vendor report that is not as the suite wrote it is refused. Throws a UsageError for everything else. */
export async function publishedIn(path: string, suite: Suite): Promise<Published> {
  const text = await textOf(path, remedy)
  const { readReport, readVendorReport } = await import('../reports/vendor/reading.ts')
  const read = readVendorReport(text)
  if (read.kind === 'unreadable') throw new UsageError(`Failed to read "${path}": ${read.because}. ${remedy}`)
  if (read.kind === 'other') {
    const found = readReport(read.value)
    if (!('report' in found))
      throw new UsageError(`Failed to read "${path}": it is no report of a version that this program reads: ${found[0] ?? ''}. ${remedy}`)
    const { vendorReport } = await import('../reports/vendor/report.ts')
    const quality = { measured: false, because: 'not asked for' } as const
    return { path, report: vendorReport({ report: found }, { requirements: requirementsFor(found, suite), quality }), notes: [] }
  }
  const { validated } = await import('../reports/vendor/validate.ts')
  const { complaints, notes, report } = validated(text, suite)
  const [complaint] = complaints
  if (report === undefined || complaint !== undefined)
    throw new UsageError(
      `Failed to read "${path}": ${complaint?.message ?? 'it is no vendor report'}. \`clusterproof report validate\` tells all that is wrong with it.`,
    )
  return { path, report, notes: notes.map((note) => `${path}: ${note}`) }
}
