import { exitCodes, UsageError, type ExitCode } from './exit.ts'
import { interruption } from './interruption.ts'
import { didYouMean } from './nearest.ts'
import { missedIn, named, prove, type Accusation, type Proof, type Proven } from './prove.ts'
import { oneProvider } from './provider.ts'
import type { Colours, Terminal } from './terminal.ts'

export interface ProveFlags {
  readonly provider?: readonly string[]
  readonly seeds: number
  readonly tries?: number
  readonly only?: readonly string[]
  readonly json?: boolean
}

/** Prints the matrix of requirements, checks and defects. */
export async function proveCommand(named: string | undefined, flags: ProveFlags, terminal: Terminal): Promise<ExitCode> {
  const provider = await oneProvider('prove the checks', named, flags.provider)
  await refuseUnknown(flags.only ?? [])
  const stop = interruption()
  const tell = (done: string) => terminal.err(`\r\u001b[2K${done.slice(0, terminal.columns - 1)}`)
  const proof = await prove({
    provider,
    seeds: flags.seeds,
    signal: stop.signal,
    ...(flags.tries !== undefined && { tries: flags.tries }),
    ...(flags.only && { only: flags.only }),
    ...(terminal.live && { tell }),
  })
  stop.release()
  if (terminal.live) terminal.err('\r\u001b[2K')
  terminal.out(flags.json === true ? `${JSON.stringify(proof, null, 2)}\n` : matrix(proof, terminal.colours))
  if (stop.signal.aborted) return exitCodes.interrupted
  return proof.complete ? exitCodes.ok : exitCodes.failed
}

async function refuseUnknown(only: readonly string[]): Promise<void> {
  if (only.length === 0) return
  const [{ checks }, { defects }] = await Promise.all([import('../conformance/checks/index.ts'), import('../mock/defects/index.ts')])
  const known = [...new Set([...checks.flatMap(({ id, proves }) => [id, proves]), ...defects.map(({ id }) => id)])]
  const unknown = only.find((id) => !known.includes(id))
  if (unknown === undefined) return
  throw new UsageError(
    `Failed to read --only: "${unknown}" is no requirement, check or defect. ${didYouMean(unknown, known, '`clusterproof list defects` names the defects, `clusterproof list checks` the checks.')}`,
  )
}

/** A line a requirement, then what is wrong, then the count. */
export function matrix(proof: Proof, colours: Colours): string {
  const { accusations, proven, unproven, notApplicable, counterexamples } = proof
  const trials = proven.flatMap((one) => one.trials)
  const caught = trials.filter(({ caughtBy }) => caughtBy.length > 0).length
  const word = proof.complete ? colours.green('complete') : colours.red('incomplete')
  return [
    ...proven.map((one) => rowOf(one, colours)),
    '',
    ...accused(proof).map((line) => `${colours.red('✗')} ${line}`),
    ...missedIn(proof).map(
      ({ defect, wire, seed, said }) =>
        `${colours.red('✗')} missed ${defect}${named(wire)}${seed === undefined ? '' : `, seed ${seed}`}: ${said.join('; ') || 'no check ran'}`,
    ),
    ...unproven.map((check) => `${colours.red('✗')} ${check} has caught no defect`),
    ...(notApplicable.length === 0 ? [] : [colours.dim(`not for this provider: ${notApplicable.join(', ')}`)]),
    ...(counterexamples.found === 0
      ? []
      : [`counterexamples of at most ${counterexamples.atMost} requests: ${counterexamples.short} of ${counterexamples.found}`]),
    `${proof.provider}: ${proven.length} requirements, ${caught} of ${trials.length} ${proof.tries === 1 ? 'defects' : `trials of ${trials.length / proof.tries} defects`} caught, clean on ${proof.seeds - new Set(accusations.map(({ seed }) => seed)).size} of ${proof.seeds} seeds: ${word}`,
    '',
  ].join('\n')
}

/** A line for each check that accused a clean mock, with the first thing it said and the seeds on which it did. */
function accused({ accusations, seeds }: Proof): readonly string[] {
  const groups = new Map<string, Accusation[]>()
  for (const one of accusations) {
    const name = `${one.check}${one.resource === undefined ? '' : ` on ${one.resource}`}${named(one.wire)} ${one.verdict}`
    groups.set(name, [...(groups.get(name) ?? []), one])
  }
  return [...groups].map(
    ([name, found]) =>
      `clean mock, ${found.length === seeds ? 'every seed' : `seed ${found.map(({ seed }) => seed).join(', ')}`}: ${name}: ${found[0]?.because ?? ''}`,
  )
}

function rowOf({ requirement, checks, trials }: Proven, colours: Colours): string {
  const told = trials
    .filter(({ seed = 1, caughtBy }) => seed === 1 || caughtBy.length === 0)
    .map(({ defect, wire, caughtBy }) => (caughtBy.length > 0 ? colours.green('✓') : colours.red('✗')) + ` ${defect}${named(wire)}`)
  const others = checks.filter((id) => id !== requirement)
  return `${requirement.padEnd(40)} ${others.length === 0 ? '' : `(${others.join(', ')}) `}${told.join('  ') || colours.red('no defect')}`
}
