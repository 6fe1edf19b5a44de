import { constants, createWriteStream } from 'node:fs'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Format, FormatName } from '../reports/formats.ts'
import type { Told } from '../reports/told.ts'
import { UsageError } from './exit.ts'
import { didYouMean } from './nearest.ts'

/** Writes the reports that were asked for; made before anything is sent, so that a bad folder costs nothing. */
export interface Output {
  /** Formats that are told in `pieces` are written as these come, and never held whole. */
  readonly write: (told: Told, pieces?: Pieces) => Promise<readonly string[]>
  /** True where one of them shows what went over the wire. */
  readonly showsTraffic: boolean
}

/** What stands in place of a format's own rendering, piece by piece. */
export type Pieces = Partial<Readonly<Record<FormatName, () => AsyncIterable<string>>>>

/** A format with the name that people give. */
export interface Chosen extends Format {
  readonly name: FormatName
}

/** Formats that use more of a run than its report, where it is at hand. */
const ofTraffic: readonly string[] = ['html', 'ctrf', 'vendor', 'vendor-yaml']

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
  const chosen = await formatsIn(names)
  await writable(folder)
  return {
    showsTraffic: chosen.some(({ name }) => ofTraffic.includes(name)),
    write: async (told, pieces = {}) => {
      const files: string[] = []
      // One after the other: what one format has rendered is let go before the next begins.
      for (const { name, file, render } of chosen) {
        const path = join(folder, file)
        const streamed = pieces[name]
        if (streamed !== undefined) await attempt(folder, () => pipeline(Readable.from(streamed()), createWriteStream(path)))
        else {
          const { text } = guard(await render(told, (part) => guard(part).text))
          await attempt(folder, () => writeFile(path, text))
        }
        files.push(path)
      }
      return files
    },
  }
}

/** The formats that a list names, in the order of ours; the usual ones where there is no list. */
export async function formatsIn(names: string | undefined): Promise<readonly Chosen[]> {
  const { formats, usual } = await import('../reports/formats.ts')
  const known = Object.keys(formats)
  const wanted: readonly string[] = names?.split(',').map((name) => name.trim()) ?? usual
  const unknown = wanted.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new UsageError(
      `Failed to read --format: "${unknown}" is not one of ${known.join(', ')}. ${didYouMean(unknown, known, 'Separate several by commas.')}`,
    )
  }
  return known.flatMap((name) => (isFormat(name, formats) && wanted.includes(name) ? [{ name, ...formats[name] }] : []))
}

function isFormat(name: string, formats: Readonly<Record<FormatName, Format>>): name is FormatName {
  return Object.hasOwn(formats, name)
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
    if (error instanceof UsageError) throw error
    const found = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const what = found === 'EEXIST' || found === 'ENOTDIR' ? 'a file is in the way' : `the system says ${found}`
    throw new UsageError(`Failed to write reports to "${folder}": ${what}. Name a folder that can be made and written to.`, { cause: error })
  }
}
