import type { CheckFinished, Event } from '../conformance/events.ts'
import { oneLine } from '../reports/visible.ts'
import type { Terminal } from './terminal.ts'

/** Tells how a run goes while it goes, on stderr. */
export interface Progress {
  readonly tell: (event: Event) => void
  /** Removes what was only meant to be seen meanwhile. */
  readonly end: () => void
}

/** How long a log may stay silent, in milliseconds. */
const longestSilence = 30_000

/** One line that is overwritten on a person's terminal; elsewhere a line for each finding, and a sign of life now and then. */
export function progressOn(terminal: Terminal): Progress {
  const state = { planned: 0, done: 0, requests: 0, current: '' }
  const beat = terminal.live ? undefined : setInterval(() => terminal.err(`${line(state)}\n`), longestSilence).unref()
  return {
    tell: (event) => {
      if (event.type === 'run.started') state.planned = event.checks
      if (event.type === 'check.started') state.current = named(event)
      if (event.type === 'check.finished') {
        state.done += 1
        state.requests += event.requests
        if (!terminal.live) tellFinding(event, terminal)
      }
      if (event.type === 'cleanup.finished') state.current = 'clean-up'
      if (terminal.live) terminal.err(`\r\u001b[2K${line(state).slice(0, terminal.columns - 1)}`)
    },
    end: () => {
      clearInterval(beat)
      if (terminal.live) terminal.err('\r\u001b[2K')
    },
  }
}

function line({ planned, done, requests, current }: { planned: number; done: number; requests: number; current: string }): string {
  return `${done}/${planned} checks, ${requests} requests  ${current}`
}

function tellFinding(event: CheckFinished, { err }: Terminal): void {
  if (event.verdict === 'passed' || event.verdict === 'skipped') return
  const why = event.finding === undefined ? (event.because ?? '') : `expected ${event.finding.expected}, found ${event.finding.actual}`
  err(`${event.verdict} ${named(event)}: ${oneLine(why).slice(0, 300)}\n`)
}

function named({ check, resource }: { readonly check: string; readonly resource?: string }): string {
  return resource === undefined ? check : `${check} on ${resource}`
}
