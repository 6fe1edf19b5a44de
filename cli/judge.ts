import type { Event, RunStarted } from '../conformance/events.ts'
import type { EvidenceRecord } from '../conformance/evidence.ts'
import type { Traffic, TrafficFold } from '../conformance/traffic.ts'
import type { Contract } from '../specs/contract.ts'
import type { Report } from '../reports/report.ts'
import { accountFor } from './config-deviations.ts'
import { exitCodeOf, print } from './ending.ts'
import { linesOf } from './evidence-file.ts'
import { configured, UsageError, type ExitCode } from './exit.ts'
import { piecesOf } from './har-file.ts'
import { outputTo } from './output.ts'
import { picturesOf } from './pictures.ts'
import { uniqueProviders } from './provider.ts'
import { appendStepSummary, type StepSummaryFlags } from './step-summary.ts'
import { subjectOf, type SubjectFlags } from './subject.ts'
import type { Terminal } from './terminal.ts'
import { thriftFor } from './thrift.ts'
import { version } from './version.ts'
import { over } from './wire.ts'

export interface JudgeFlags extends StepSummaryFlags, SubjectFlags {
  readonly provider?: readonly string[]
  /** A file of known discrepancies. */
  readonly deviations?: string
  readonly out?: string
  readonly format?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Judges a recorded run again, without a network. */
export async function judge(path: string, named: string | undefined, { flags, terminal }: { flags: JudgeFlags; terminal: Terminal }): Promise<ExitCode> {
  const output = await outputTo(flags.out, flags.format)
  const [provider, second] = uniqueProviders(named === undefined ? [] : [named], flags.provider)
  if (second !== undefined) throw new UsageError(`Failed to judge ${path}: "${provider}" and "${second}" are two providers. Name one.`)
  const { report: found, pictures, notes, traffic } = await judged(path, provider)
  const report = await accountFor(found, flags.deviations, terminal)
  for (const note of notes) terminal.err(`${note}\n`)
  print(report, { provider: provider ?? report.provider.id, flags: [], pictures }, { flags, terminal })
  const subject = subjectOf(flags)
  const files = await output.write({ report, traffic, ...(subject && { subject }) }, piecesOf(path, report, traffic))
  if (flags.quiet !== true) for (const file of files) terminal.err(`Wrote ${file}\n`)
  await appendStepSummary(report, flags, terminal)
  return exitCodeOf(report)
}

export interface Judged {
  readonly report: Report
  /** Of requests that overlapped: evidence holds their times. */
  readonly pictures: ReadonlyMap<string, readonly string[]>
  readonly traffic: Traffic
  /** What a person has to know of it, a sentence each. */
  readonly notes: readonly string[]
}

/** The report of a recorded run. Its provider is the one that the evidence names, where no folder is given for it. */
export async function judged(path: string, provider?: string): Promise<Judged> {
  const [{ rejudge }, { TrafficFold }, { checks }, { loadRequirements }, { foldReport }] = await Promise.all([
    import('../conformance/rejudge.ts'),
    import('../conformance/traffic.ts'),
    import('../conformance/checks/index.ts'),
    import('../specs/requirements.ts'),
    import('../reports/report.ts'),
  ])
  const evidence = await open(path)
  thriftFor(path)
  const { started } = evidence
  const contract = await contractOf(path, started, provider)
  const events: Event[] = []
  const traffic = new TrafficFold(contract)
  const records = told(evidence.records, traffic)
  for await (const event of rejudge({ contract, requirements: await loadRequirements(), checks, records, runnable: true })) {
    events.push(event.type === 'run.started' ? { ...event, suite: version() } : event)
  }
  return { report: foldReport(events), pictures: picturesOf(events), traffic: traffic.traffic(), notes: [...otherSuite(path, started), ...evidence.cut()] }
}

async function* told(records: AsyncIterable<EvidenceRecord>, traffic: TrafficFold): AsyncGenerator<EvidenceRecord, void, undefined> {
  for await (const record of records) {
    traffic.record(record)
    yield record
  }
}

function otherSuite(path: string, { suite }: RunStarted): readonly string[] {
  const own = version()
  return suite === own ? [] : [`${path} was recorded by clusterproof ${suite}; these verdicts are those of clusterproof ${own}, whose checks may differ.`]
}

interface Evidence {
  readonly started: RunStarted
  readonly records: AsyncIterable<EvidenceRecord>
  /** Once all is read: what is missing at the end. */
  readonly cut: () => readonly string[]
}

/** Reads as far as the first record, which tells what the rest is about. */
async function open(path: string): Promise<Evidence> {
  const state = { read: 0, over: false, cut: false }
  const records = recordsOf(path, state)
  const first = await records.next()
  if (first.done === true) throw refusal(path, 'it is empty')
  if (first.value.kind !== 'began') throw refusal(path, `it begins with ${JSON.stringify(first.value.kind)}, not with the beginning of a run`)
  const began = first.value
  const whole = async function* () {
    yield began
    yield* records
  }
  return {
    started: began.started,
    records: whole(),
    cut: () =>
      state.over
        ? []
        : [
            `${path} ends after record ${state.read}${state.cut ? ', in the midst of a line' : ''}: the run was cut short. What came to its end before is judged.`,
          ],
  }
}

async function* recordsOf(path: string, state: { read: number; over: boolean; cut: boolean }): AsyncGenerator<EvidenceRecord, void, undefined> {
  const { recordIn } = await import('../conformance/evidence-record.ts')
  for await (const { text, cut } of linesOf(path)) {
    if (cut && text === '') {
      state.cut = true
      return
    }
    const line = recordIn(text)
    if (line.kind === 'unreadable') {
      if (state.read === 0 && /^\{\s*$/.test(text)) throw refusal(path, 'it is a JSON document, perhaps a report, and holds no recorded requests')
      if (!cut || state.read === 0) throw refusal(path, `line ${state.read + 1}: ${line.because}`)
      state.cut = true
      return
    }
    const { record } = line
    if (record.kind === 'began' && state.read > 0) throw refusal(path, `line ${state.read + 1}: a second run begins there`)
    state.read += 1
    state.over ||= record.kind === 'over'
    yield record
  }
}

function refusal(path: string, found: string): UsageError {
  return new UsageError(`Failed to read evidence from "${path}": ${found}. Name a file that \`check --record\` has written.`)
}

/** The contract that the run was about, as it reads over the wire of the run. */
async function contractOf(path: string, { provider, contract: hash, wire }: RunStarted, named: string | undefined): Promise<Contract> {
  const [{ builtIn, folderOf }, { loadContract }] = await Promise.all([import('../specs/providers.ts'), import('../specs/load.ts')])
  if (named === undefined && !(await builtIn()).includes(provider.id))
    throw new UsageError(
      `Failed to judge ${path}: it is about "${provider.id}", which is not built in. Name its folder, e.g. clusterproof judge ${path} ./${provider.id}.`,
    )
  const contract = await configured(async () => over(await loadContract(await folderOf(named ?? provider.id)), wire))
  if (contract.id !== provider.id)
    throw new UsageError(`Failed to judge ${path}: it is about ${provider.id}, not about ${contract.id}. Name the folder of ${provider.id}.`)
  if (contract.hash === hash) return contract
  throw new UsageError(
    `Failed to judge ${path}: it was recorded against another contract of ${provider.id}, ${hash.slice(0, 12)}, and this one is ${contract.hash.slice(0, 12)}. Judge it with the version of the contract it was recorded with, or record it again.`,
  )
}
