import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { UsageError } from './exit.ts'
import type { Terminal } from './terminal.ts'

/** Names under which a configuration is found. */
export const configNames = ['clusterproof.config.yaml', 'clusterproof.config.json'] as const

/**
 * The configuration file that a command reads: the one asked for, or else the nearest one from the working directory upwards.
 * Undefined where there is none. Looked for as far as the root of the repository, outside of one as far as the home folder, and
 * elsewhere in the working directory alone: what others put into a shared folder above must not decide where tokens are sent.
 */
export async function findConfig(asked: string | undefined, terminal: Terminal): Promise<string | undefined> {
  const here = workingFolder(terminal)
  if (asked !== undefined) return resolve(here, asked)
  for (const folder of await foldersUpwards(here, terminal)) {
    const found = await presentIn(folder)
    if (found.length > 1)
      throw new UsageError(`Failed to find the configuration: ${folder} holds both ${configNames.join(' and ')}. Keep one, or name one with --config FILE.`)
    if (found[0] !== undefined) return join(folder, found[0])
  }
  return undefined
}

export function workingFolder({ cwd }: Terminal): string {
  return cwd ?? process.cwd()
}

/** A path as a person in the working directory would write it. */
export function shownPath(file: string, terminal: Terminal): string {
  const below = relative(workingFolder(terminal), file)
  return below === '' || below.startsWith(`..${sep}..`) || below.length > file.length ? file : below
}

async function foldersUpwards(here: string, { env }: Terminal): Promise<readonly string[]> {
  const upwards = ancestors(here)
  const repository = await firstOf(upwards, (folder) => exists(join(folder, '.git')))
  const last = repository ?? resolve(env['HOME'] ?? homedir())
  const end = upwards.indexOf(last)
  return end < 0 ? [here] : upwards.slice(0, end + 1)
}

function ancestors(folder: string): readonly string[] {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...ancestors(above)]
}

async function firstOf(folders: readonly string[], holds: (folder: string) => Promise<boolean>): Promise<string | undefined> {
  for (const folder of folders) if (await holds(folder)) return folder
  return undefined
}

async function presentIn(folder: string): Promise<readonly string[]> {
  const found = await Promise.all(configNames.map(async (name) => ((await exists(join(folder, name))) ? [name] : [])))
  return found.flat()
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
