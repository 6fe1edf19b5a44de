import { exitCodes } from './exit.ts'

/** Turns the first Ctrl-C (or SIGTERM) into a signal to stop and clean up; the second ends the process at once. */
export function interruption(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort()
    process.stderr.write('\nStopping: deleting what the run made. Ctrl-C again ends at once and leaves it.\n')
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
