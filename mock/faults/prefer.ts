import type { Call, Reply } from '../call.ts'
import type { Ticket } from './ticket.ts'

/** Stands in for a fault's id where the request itself asks for a status. */
export const PREFER = 'prefer'

/**
 * `Prefer: code=503` (RFC 7240, with the key that users of Prism know): a refusal of that status, in the vendor's own dialect, where
 * the document declares it for the operation. A status of success is not forced; other preferences are not honoured.
 */
export function wish(call: Call): Ticket | undefined {
  const sent = call.header('prefer')
  if (sent === undefined || call.route.kind !== 'found') return undefined
  const code = /(?:^|[,;\s])code\s*=\s*"?(\d{3})"?(?=$|[,;\s])/i.exec(sent)?.[1]
  const status = Number(code)
  if (code === undefined || (status >= 200 && status < 300)) return undefined
  const { operation } = call.route
  const declared = [...operation.responses.keys()].filter((known) => known >= 400).sort((a, b) => a - b)
  const one: Pick<Ticket, 'failing' | 'delayMs' | 'fails' | 'decided' | 'client'> = {
    client: () => '',
    failing: [],
    delayMs: 0,
    fails: () => false,
    decided: new Map(),
  }
  if (declared.includes(status)) return { ...one, struck: [{ id: PREFER, do: { status } }], applied: `code=${code}` }
  return { ...one, struck: [{ id: PREFER, do: { status: 400 } }], own: undeclared(operation.id, status, declared) }
}

function undeclared(operation: string, status: number, declared: readonly number[]): Reply {
  const detail = `Failed to answer as preferred: ${operation} declares no ${status}. Allowed: ${declared.length === 0 ? 'none' : declared.join(', ')}.`
  const body = { type: 'about:blank', title: 'Bad Request', status: 400, detail }
  return { status: 400, headers: { 'content-type': 'application/problem+json' }, body }
}
