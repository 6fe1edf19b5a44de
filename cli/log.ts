import type { Log } from '../mock/observe/log.ts'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** What stands in place of a secret. */
const CENSOR = '***'

/** Names that are never written with their values, wherever a field of ours or an error's own property has them. */
const secrets = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'token', 'password', 'secret', 'kubeconfig', 'x-api-key']

/** A logger that writes lines of JSON; undefined where nothing is to be written. Loads pino, which takes longer than a whole start may. */
export async function logTo(write: (line: string) => void, level: LogLevel): Promise<Log | undefined> {
  if (level === 'silent') return undefined
  const { pino } = await import('pino')
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`]), censor: CENSOR },
  }
  const log: Log = pino(options, { write })
  return log
}
