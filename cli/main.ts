#!/usr/bin/env node
import { bug, run } from './program.ts'
import { terminalOf } from './terminal.ts'

const terminal = terminalOf(process)

// A reader that has seen enough (`… | head`) is no failure: what is left is not printed, and the exit code stays true.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: Error & { code?: string }) => {
    if (error.code !== 'EPIPE') throw error
  })
}

process.on('uncaughtException', (error) => process.exit(bug(error, terminal)))

process.exitCode = await run(process.argv.slice(2), terminal)
