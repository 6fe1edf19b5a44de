import { constants } from 'node:fs'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Told } from '../reports/told.ts'
import { UsageError } from './exit.ts'
import { didYouMean } from './nearest.ts'

/** Writes the reports that were asked for; made before anything is sent, so that a bad folder costs nothing. */
export interface Output {
  readonly write: (told: Told) => Promise<readonly string[]>
  /** True where one of them shows what went over the wire. */
  readonly showsTraffic: boolean
}

/**
 * Makes the folder, and sees to it that it can be written to. `names` is the list of `--format`, the usual ones when absent;
 * `guard` takes out of each text what must not stand in a file.
 */
export async function outputTo(
  folder: string | undefined,
  names: string | undefined,
  guard: (text: string) => { readonly text: string } = (text) => ({ text }),
): Promise<Output> {
  if (folder === undefined) {
    if (names !== undefined) throw new UsageError('Failed to read --format: there is no folder to write to. Add --out DIR.')
    return { write: () => Promise.resolve([]), showsTraffic: false }
  }
  const { formats, usual } = await import('../reports/formats.ts')
  const known = Object.keys(formats)
  const wanted = [...new Set(names?.split(',').map((name) => name.trim()) ?? usual)]
  const unknown = wanted.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new UsageError(
      `Failed to read --format: "${unknown}" is not one of ${known.join(', ')}. ${didYouMean(unknown, known, 'Separate several by commas.')}`,
    )
  }
  await writable(folder)
  const chosen = Object.entries(formats).filter(([name]) => wanted.includes(name))
  return {
    showsTraffic: wanted.includes('html'),
    write: async (told) => {
      const files = await Promise.all(chosen.map(async ([, { file, render }]) => ({ path: join(folder, file), text: guard(await render(told)).text })))
      await Promise.all(files.map(({ path, text }) => attempt(folder, () => writeFile(path, text))))
      return files.map(({ path }) => path)
    },
  }
}

async function writable(folder: string): Promise<void> {
  await attempt(folder, async () => {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  })
}

async function attempt(folder: string, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    const found = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const what = found === 'EEXIST' || found === 'ENOTDIR' ? 'a file is in the way' : `the system says ${found}`
    throw new UsageError(`Failed to write reports to "${folder}": ${what}. Name a folder that can be made and written to.`, { cause: error })
  }
}
