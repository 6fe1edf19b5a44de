import type { Backing } from './backing.ts'

const ALLOWED = 'Use memory, file:PATH, redis://HOST:PORT/DB or postgres://USER@HOST:PORT/DB.'

/**
 * Opens what a text names: `file:PATH`, `redis://…`, `rediss://…`, `postgres://…` or `postgresql://…`; undefined for `memory`,
 * which needs none.
 *
 * @throws RangeError for a text that names none, or where its package is not installed; BackingError where it cannot be opened or reached.
 */
export async function openBacking(text: string): Promise<Backing | undefined> {
  if (text === 'memory') return undefined
  if (text.startsWith('file:')) return file(text)
  const url = URL.canParse(text) ? new URL(text) : undefined
  const name = url === undefined ? text : shown(url)
  switch (url?.protocol ?? '') {
    case 'redis:':
    case 'rediss:':
      return (await import('./redis.ts')).redisBacking(text, name)
    case 'postgres:':
    case 'postgresql:':
      return (await import('./postgres.ts')).postgresBacking(text, name)
    default:
      throw new RangeError(`Failed to open a store: "${url === undefined ? text : name}" names none. ${ALLOWED}`)
  }
}

async function file(text: string): Promise<Backing> {
  const path = text.slice('file:'.length).replace(/^\/\//, '')
  if (path === '') throw new RangeError(`Failed to open a store: "${text}" names no file. ${ALLOWED}`)
  return (await import('./file.ts')).fileBacking(path, text)
}

/** Without what must not be shown. */
function shown(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`
}
