import { readFileSync } from 'node:fs'
import type { Contract } from '../specs/contract.ts'
import { reportIn } from '../reports/reading.ts'
import type { Report } from '../reports/report.ts'
import { configured, UsageError } from './exit.ts'
import { over } from './wire.ts'

/** A stored run, and the contract that it was about. */
export interface StoredRun {
  readonly report: Report
  readonly contract: Contract
}

/** Reads report.json, or evidence, whose findings are formed anew. Throws a UsageError for anything else, and where the contract has changed. */
export async function runFrom(path: string, provider: string | undefined): Promise<StoredRun> {
  const report = storedReport(path) ?? (await (await import('./judge.ts')).judged(path, provider)).report
  const [{ folderOf }, { loadContract }] = await Promise.all([import('../specs/providers.ts'), import('../specs/load.ts')])
  const contract = await configured(async () => over(await loadContract(await folderOf(provider ?? report.provider.id)), report.wire))
  if (contract.hash !== report.contract)
    throw new UsageError(
      `Failed to export from ${path}: it was made under another contract of ${report.provider.id} (${report.contract.slice(0, 12)}, not ${contract.hash.slice(0, 12)}). Check again, or give the folder of that contract with --provider.`,
    )
  if (report.checks.some(({ finding }) => finding !== undefined && finding.runnable === undefined))
    throw new UsageError(`Failed to export from ${path}: clusterproof ${report.suite} did not note what a program takes. Check again with this version.`)
  return { report, contract }
}

function storedReport(path: string): Report | undefined {
  if (!path.endsWith('.json')) return undefined
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(
      `Failed to read "${path}": ${error instanceof Error ? error.message : String(error)}. Give a report.json or what \`check --record\` has written.`,
    )
  }
  const found = reportIn(parsed(text))
  if (found !== undefined) return found
  throw new UsageError(`Failed to read "${path}": it is no report of this version. Give a report.json or what \`check --record\` has written.`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
