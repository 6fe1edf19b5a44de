import { readFile } from 'node:fs/promises'
import type { Difference, Replay } from '../mock/index.ts'
import { configured, exitCodes, UsageError, type ExitCode } from './exit.ts'
import type { Terminal } from './terminal.ts'

export interface ReplayFlags {
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Asks a new mock all that a capsule holds; 1 where it answered anything otherwise. */
export async function replayCapsule(
  named: { readonly file: string; readonly providers: readonly string[] },
  flags: ReplayFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const text = await readFile(named.file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`Failed to read ${named.file}: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}. Name a capsule.`)
  })
  const { createMock, replay } = await import('../mock/index.ts')
  const done = await configured(() => replay(text, createMock, named.providers.length > 0 ? named.providers : undefined))
  if (flags.json === true) terminal.out(`${JSON.stringify(told(done))}\n`)
  else if (flags.quiet !== true) terminal.out(lines(done, terminal.colours))
  return done.differences.length === 0 ? exitCodes.ok : exitCodes.failed
}

function told({ requests, compared, differences, changed }: Replay): object {
  return { requests, compared, changed, differences: differences.map((difference) => ({ ...difference, ...decoded(difference) })) }
}

function lines({ requests, compared, differences, changed }: Replay, colours: Terminal['colours']): string {
  const same = compared - differences.length
  const head = `${differences.length === 0 ? colours.green('✓') : colours.red('✗')} ${same} of ${compared} answers are the same, byte for byte, of ${requests} requests.`
  const contracts = changed.map((id) => `  The contract of ${id} is not that of the recording.`)
  return [head, ...contracts, ...differences.map(difference), ''].join('\n')
}

function difference(one: Difference): string {
  const { recorded, replayed } = decoded(one)
  if (replayed === undefined) return `  #${one.number} ${one.request}: the connection broke, where ${recorded.status} was recorded`
  const parts = [
    ...(recorded.status === replayed.status ? [] : [`status ${replayed.status}, recorded ${recorded.status}`]),
    ...headerDifferences(recorded.headers, replayed.headers),
    ...(recorded.body === replayed.body ? [] : [`body ${excerpt(replayed.body, recorded.body)}, recorded ${excerpt(recorded.body, replayed.body)}`]),
  ]
  return [`  #${one.number} ${one.request}`, ...parts.map((part) => `      ${part}`)].join('\n')
}

function headerDifferences(recorded: Headings, replayed: Headings): readonly string[] {
  const [before, after] = [new Map(recorded), new Map(replayed)]
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name))
  return names.map((name) => `${name} ${after.get(name) ?? 'missing'}, recorded ${before.get(name) ?? 'missing'}`)
}

type Headings = Difference['recorded']['headers']

/** Characters before and after the place where two texts part. */
const AROUND = 40

function excerpt(text: string, other: string): string {
  let from = 0
  while (from < text.length && text[from] === other[from]) from += 1
  const start = Math.max(0, from - AROUND)
  return JSON.stringify(`${start > 0 ? '…' : ''}${text.slice(start, from + AROUND)}${from + AROUND < text.length ? '…' : ''}`)
}

function decoded({ recorded, replayed }: Difference): Pick<Difference, 'recorded' | 'replayed'> {
  const plain = (answer: Difference['recorded']): Difference['recorded'] => ({ ...answer, body: Buffer.from(answer.body, 'base64').toString() })
  return { recorded: plain(recorded), ...(replayed && { replayed: plain(replayed) }) }
}
