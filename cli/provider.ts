import { UsageError } from './exit.ts'

/** Providers named as arguments and by `--provider`, each once, in the order given. */
export function uniqueProviders(named: readonly string[], flagged: readonly string[] = []): readonly string[] {
  return [...new Set([...named, ...flagged])]
}

/** The one provider that a command is about. The only built-in one where none is named. */
export async function oneProvider(command: string, named: string | undefined, flagged: readonly string[] = []): Promise<string> {
  const [only, second] = uniqueProviders(named === undefined ? [] : [named], flagged)
  if (second !== undefined) throw new UsageError(`Failed to ${command}: "${only}" and "${second}" are two providers. Name one.`)
  if (only !== undefined) return only
  const { builtIn } = await import('../specs/providers.ts')
  const known = await builtIn()
  const [sole] = known
  if (sole !== undefined && known.length === 1) return sole
  throw new UsageError(`Failed to ${command}: no provider is named. Name one of ${known.join(', ')}, or give the path of a folder.`)
}
