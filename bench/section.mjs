// bench/README.md, section by section: each command writes its own and leaves those of the others as they are.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

const page = fileURLToPath(new URL('./README.md', import.meta.url))

export const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.versions.node} on ${process.platform}`

export const whole = (value) => Math.round(value).toLocaleString('en')

/** A table that is filled row by row; each row is told at once, too. The last two cells: what is to be reached, and whether it was. */
export function table(...columns) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  const rows = [line([...columns, 'reach', 'reached']), `|${'---|'.repeat(columns.length + 2)}`]
  return {
    row: (cells, reach = '', holds) => {
      rows.push(line([...cells, reach, holds === undefined ? '' : holds ? 'yes' : '**no**']))
      console.error(`${holds === undefined ? '    ' : holds ? 'ok  ' : 'MISS'} ${cells.join(', ')}${reach === '' ? '' : ` (reach ${reach})`}`)
    },
    text: () => rows.join('\n'),
  }
}

/** The text of a section. `by`: the command that wrote it; `about`: how it measured, a line each. */
export function section(title, { by, text, about = [] }) {
  const notes = about.map((note) => `- ${note}`).join('\n')
  const written = `Written by \`${by}\` on ${new Date().toISOString().slice(0, 10)}. Machine: ${machine}.`
  return [`## ${title}`, written, text, ...(notes === '' ? [] : [notes])].join('\n\n')
}

/** Puts a section in the place of the one with its title, or at the end. */
export function keep(text) {
  const title = text.slice(0, text.indexOf('\n') + 1)
  const [head, ...others] = readFileSync(page, 'utf8').split(/\n(?=## )/)
  const known = others.findIndex((other) => `${other}\n`.startsWith(title))
  if (known < 0) others.push(text)
  else others[known] = text
  writeFileSync(page, `${[head, ...others].map((part) => part.trim()).join('\n\n')}\n`)
}

/** What stands above the first section. */
export function keepHead(text) {
  const [, ...others] = readFileSync(page, 'utf8').split(/\n(?=## )/)
  writeFileSync(page, `${[text, ...others].map((part) => part.trim()).join('\n\n')}\n`)
}

/** Writes it with `--write`, prints it otherwise. */
export function publish(text) {
  if (process.argv.includes('--write')) keep(text)
  else console.log(`\n${text}`)
}
