import { exitCodes } from './exit.ts'

/**
 * Turns the first Ctrl-C (or SIGTERM) into a signal to stop and clean up; the second ends the process at once. What is left then can
 * be deleted later where there is a ledger.
 */
export function interruption(ledger?: string): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController()
  const later = ledger === undefined ? 'leaves it' : `leaves it to \`clusterproof sweep ${ledger}\``
  const stop = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort()
    process.stderr.write(`\nStopping: deleting what the run made. Ctrl-C again ends at once and ${later}.\n`)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}
