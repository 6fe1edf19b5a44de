import { access, constants, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Matrix } from '../reports/vendor/matrix.ts'
import { exitCodes, UsageError, type ExitCode } from './exit.ts'
import { didYouMean } from './nearest.ts'
import { ownSuite, publishedIn } from './published-file.ts'
import type { Terminal } from './terminal.ts'

export interface MatrixFlags {
  readonly format?: string
  readonly out?: string
  readonly quiet?: boolean
}

interface Form {
  readonly file: string
  readonly render: (matrix: Matrix) => Promise<string>
}

const forms: Readonly<Record<string, Form>> = {
  html: { file: 'matrix.html', render: async (matrix) => (await import('../reports/html/matrix.ts')).matrixHtml(matrix) },
  markdown: { file: 'matrix.md', render: async (matrix) => (await import('../reports/vendor/matrix-markdown.ts')).matrixMarkdown(matrix) },
}

/** Shows reports side by side: to a folder, or in one form to standard output. */
export async function matrix(files: readonly string[], flags: MatrixFlags, terminal: Terminal): Promise<ExitCode> {
  const { out } = flags
  const wanted = formsIn(flags.format ?? (out === undefined ? 'markdown' : Object.keys(forms).join(',')))
  if (out === undefined && wanted.length > 1)
    throw new UsageError(`Failed to read --format: ${wanted.length} formats do not go to one output. Add --out DIR, or name one format.`)
  if (out !== undefined) await attempt(out, async () => (await mkdir(out, { recursive: true }), access(out, constants.W_OK)))
  const made = await matrixIn(files, terminal)
  for (const { file, render } of wanted) {
    const text = await render(made)
    if (out === undefined) {
      terminal.out(text)
      continue
    }
    const path = join(out, file)
    await attempt(out, () => writeFile(path, text))
    if (flags.quiet !== true) terminal.err(`Wrote ${path}\n`)
  }
  return exitCodes.ok
}

/** The matrix of some files, in the order in which they are named. */
export async function matrixIn(files: readonly string[], { err }: Pick<Terminal, 'err'>): Promise<Matrix> {
  const [{ matrixOf }, suite] = await Promise.all([import('../reports/vendor/matrix.ts'), ownSuite()])
  const found = []
  for (const file of files) found.push(await publishedIn(file, suite))
  for (const { notes } of found) for (const note of notes) err(`${note}\n`)
  return matrixOf(
    found.map(({ report }) => report),
    suite.requirements,
  )
}

function formsIn(names: string): readonly Form[] {
  return [...new Set(names.split(',').map((name) => name.trim()))].map((name) => {
    const form = Object.hasOwn(forms, name) ? forms[name] : undefined
    if (form !== undefined) return form
    const known = Object.keys(forms)
    throw new UsageError(`Failed to read --format: "${name}" is not one of ${known.join(', ')}. ${didYouMean(name, known, 'Separate several by commas.')}`)
  })
}

async function attempt(folder: string, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    const found = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const what = found === 'EEXIST' || found === 'ENOTDIR' ? 'a file is in the way' : `the system says ${found}`
    throw new UsageError(`Failed to write the matrix to "${folder}": ${what}. Name a folder that can be made and written to.`, { cause: error })
  }
}
