import type { Contract } from '../specs/contract.ts'
import { configured, exitCodes, type ExitCode } from './exit.ts'
import { uniqueProviders } from './provider.ts'
import type { Terminal } from './terminal.ts'

/** What `list` lists. */
export const listed = ['providers', 'checks', 'requirements', 'defects'] as const

export interface ListFlags {
  readonly provider?: readonly string[]
  readonly json?: boolean
}

/** A row: an id, then what a person wants to know, then a sentence. */
interface Row {
  readonly id: string
  readonly [more: string]: string | readonly string[] | boolean
}

/** Prints a row each, or one JSON array. */
export async function list(
  what: (typeof listed)[number],
  asked: { readonly provider: string | undefined; readonly flags: ListFlags },
  terminal: Terminal,
): Promise<ExitCode> {
  const { provider, flags } = asked
  const providers = uniqueProviders(provider === undefined ? [] : [provider], flags.provider)
  const rows = await rowsOf(what, providers)
  if (flags.json === true) terminal.out(`${JSON.stringify(rows, null, 2)}\n`)
  else terminal.out(table(rows))
  return exitCodes.ok
}

async function rowsOf(what: (typeof listed)[number], providers: readonly string[]): Promise<readonly Row[]> {
  switch (what) {
    case 'providers':
      return providerRows(providers)
    case 'checks':
      return (await checkRows(providers)).map(({ id, family, cost, sentence }) => ({ id, family, cost, sentence }))
    case 'requirements':
      return requirementRows(providers)
    case 'defects':
      return defectRows(providers)
  }
}

async function providerRows(providers: readonly string[]): Promise<readonly Row[]> {
  const { builtIn } = await import('../specs/providers.ts')
  const contracts = await Promise.all((providers.length > 0 ? providers : await builtIn()).map(contractOf))
  return contracts.map(({ id, basePath, title, folder }) => ({ id, basePath, title, folder }))
}

async function requirementRows(providers: readonly string[]): Promise<readonly Row[]> {
  const { loadRequirements } = await import('../specs/requirements.ts')
  const all = [...(await loadRequirements()).values()]
  const proven = providers.length === 0 ? undefined : new Set((await checkRows(providers)).map(({ proves }) => proves))
  return all
    .filter(({ id }) => proven === undefined || proven.has(id))
    .map(({ id, level, standing, sentence, source }) => ({ id, level, standing, sentence, source }))
}

async function defectRows(providers: readonly string[]): Promise<readonly Row[]> {
  const { defects } = await import('../mock/defects/index.ts')
  const proven = providers.length === 0 ? undefined : new Set((await checkRows(providers)).map(({ proves }) => proves))
  return defects.filter(({ violates }) => proven === undefined || proven.has(violates)).map(({ id, violates, sentence }) => ({ id, violates, sentence }))
}

async function checkRows(providers: readonly string[]) {
  const [{ checks }, { loadRequirements }] = await Promise.all([import('../conformance/checks/index.ts'), import('../specs/requirements.ts')])
  const requirements = await loadRequirements()
  const chosen = providers.length === 0 ? undefined : new Set((await Promise.all(providers.map(applicable))).flat())
  return checks
    .filter(({ id }) => chosen === undefined || chosen.has(id))
    .map(({ id, proves, family, cost }) => ({ id, proves, family, cost, sentence: requirements.get(proves)?.sentence ?? '' }))
}

/** Checks that a contract calls for, with every credential and every leave given. */
async function applicable(provider: string): Promise<readonly string[]> {
  const [{ prepare }, { checks }, { planOfEverything }] = await Promise.all([
    import('../conformance/plan.ts'),
    import('../conformance/checks/index.ts'),
    import('./full-plan.ts'),
  ])
  return planOfEverything(await contractOf(provider), checks)
    .filter((one) => isMet(() => prepare<unknown>(one, one.test.prepare).kind))
    .map(({ test }) => test.id)
}

/** A check that fails over its own needs is no less called for; a run tells of it. */
function isMet(kind: () => 'met' | 'unmet'): boolean {
  try {
    return kind() === 'met'
  } catch {
    return true
  }
}

async function contractOf(provider: string): Promise<Contract> {
  const [{ folderOf }, { loadContract }] = await Promise.all([import('../specs/providers.ts'), import('../specs/load.ts')])
  return configured(async () => loadContract(await folderOf(provider)))
}

/** Columns as wide as their widest value; the last one as long as it is. */
function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => Object.values(row).map(String))
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? []
  return cells.map((row) => `${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ')}\n`).join('')
}
