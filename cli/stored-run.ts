import { open, readFile, stat } from 'node:fs/promises'
import type { Traffic } from '../conformance/traffic.ts'
import type { Report } from '../reports/report.ts'
import { UsageError } from './exit.ts'
import { judged } from './judge.ts'

/** What a file says of a run. */
export interface StoredRun {
  readonly report: Report
  /** Present where the file is evidence, which was judged again. */
  readonly traffic?: Traffic
  readonly evidence?: true
  readonly pictures?: ReadonlyMap<string, readonly string[]>
  /** What a person has to know of it, a sentence each. */
  readonly notes: readonly string[]
}

/** Of a report; evidence is read line by line, and may be as long as it is. */
const largestReport = 256 * 1024 * 1024

const remedy = 'Name a report.json, or a file that `check --record` has written.'

/**
 * The run that a file tells of: `report.json` of version 1, or evidence, which is judged again.
 *
 * @throws UsageError for every other file, with what it is
 */
export async function storedRun(path: string, provider?: string): Promise<StoredRun> {
  const start = await startOf(path)
  if (isEvidence(path, start)) return { ...(await judged(path, provider)), evidence: true }
  const { size } = await stat(path)
  if (size > largestReport) throw refusal(path, `it has ${Math.round(size / 1024 / 1024)} MiB, and a report has at most ${largestReport / 1024 / 1024}`)
  const text = await readFile(path, 'utf8')
  if (text.trim() === '') throw refusal(path, 'it is empty')
  return { report: await reportIn(path, text), notes: [] }
}

/** The first bytes as text. */
async function startOf(path: string): Promise<string> {
  try {
    const file = await open(path)
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(256), 0, 256)
      return buffer.toString('latin1', 0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (error) {
    const found = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const what = found === 'ENOENT' ? 'there is no such file' : found === 'EISDIR' ? 'it is a folder' : `the system says ${found}`
    throw refusal(path, what, error)
  }
}

function isEvidence(path: string, start: string): boolean {
  if (path.endsWith('.gz')) return true
  if (start.startsWith('\u001f\u008b')) throw refusal(path, 'it is compressed, and its name does not end in .gz')
  return start.startsWith('{"kind":')
}

async function reportIn(path: string, text: string): Promise<Report> {
  const { reportIn: read } = await import('../reports/reading.ts')
  const value = jsonIn(path, text)
  const report = read(value)
  if (report !== undefined) return report
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refusal(path, 'it is JSON, and no report')
  if ('report' in value && value.report === 1) throw refusal(path, 'it says that it is a report of version 1, and is not built like one')
  if ('report' in value) throw refusal(path, `it is a report of version ${JSON.stringify(value.report)}, and this program reads version 1`)
  if ('vendorReport' in value || ('kind' in value && value.kind === 'VendorConformanceReport')) throw vendors(path)
  throw refusal(path, `it is JSON, and no report: its members are ${Object.keys(value).slice(0, 5).join(', ') || 'none'}`)
}

function jsonIn(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (/^\s*\{"type":"run\.started"/.test(text)) throw refusal(path, 'it is a stream of events (--format ndjson), which only leads away from a report', error)
    if (/^(apiVersion|kind|vendorReport):/m.test(text)) throw vendors(path)
    const found = error instanceof Error ? error.message.replace(/\.$/, '') : String(error)
    throw refusal(path, /^\s*[[{]/.test(text) ? `it is JSON that breaks off or holds a mistake (${found})` : 'it is neither JSON nor evidence', error)
  }
}

function vendors(path: string): UsageError {
  return new UsageError(
    `Failed to read "${path}": it is a vendor report, which holds no exchanges. Name the report.json of the same run; \`clusterproof report validate\` reads vendor reports.`,
  )
}

function refusal(path: string, found: string, cause?: unknown): UsageError {
  return new UsageError(`Failed to read "${path}": ${found}. ${remedy}`, { cause })
}
