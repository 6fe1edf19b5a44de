import pc from 'picocolors'

export type Colours = ReturnType<typeof pc.createColors>

/** Where a command prints, and what it knows of its surroundings. The process itself, but for tests. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** True where stderr is a person's terminal, so that a line may be overwritten. */
  readonly live: boolean
  /** Width of that terminal in columns. */
  readonly columns: number
  /** Colours of stdout, and of stderr: none without a TTY or with NO_COLOR (no-color.org). */
  readonly colours: Colours
  readonly errColours: Colours
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder in which the command was given; the process's own where absent. */
  readonly cwd?: string
}

export function terminalOf({ stdout, stderr, env }: NodeJS.Process): Terminal {
  const coloured = (stream: { readonly isTTY?: boolean }) => pc.createColors(stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb')
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    live: stderr.isTTY && env['TERM'] !== 'dumb' && !env['CI'],
    // A pseudo-terminal without a window says 0.
    columns: stderr.columns || 80,
    colours: coloured(stdout),
    errColours: coloured(stderr),
    env,
  }
}
