import { readdir } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Names of the providers that come with this package: the folders beside this file that hold a contract. */
export async function builtIn(): Promise<readonly string[]> {
  const entries = await readdir(here, { withFileTypes: true })
  const folders = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map(async ({ name }) => ((await readdir(join(here, name))).includes('behaviour.yaml') ? [name] : [])),
  )
  return folders.flat().sort()
}

/** The folder of a provider: one of ours by its name, anybody's by a path (anything with a `/`, a `\`, or a leading dot). */
export async function folderOf(provider: string): Promise<string> {
  if (isAbsolute(provider) || /[/\\]|^\./.test(provider)) return resolve(provider)
  const known = await builtIn()
  if (known.includes(provider)) return join(here, provider)
  throw new RangeError(
    `Failed to find a provider: "${provider}" is not one of ${known.join(', ')}. Name one of these, or give the path of a folder, e.g. ./${provider}.`,
  )
}
