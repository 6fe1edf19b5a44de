import type { Cost } from '../cost.ts'

/** A credential, and the path parameters it is bound to, e.g. its tenant. */
export interface Credential {
  readonly token: string
  readonly params: Readonly<Record<string, string>>
}

/** Where an API is, and how fast its clock runs beside ours. */
export interface Endpoint {
  /** Origin, with a path prefix where there is one; no trailing slash. Templates of the contract are appended. */
  readonly baseUrl: string
  /** Headers that every request carries, e.g. the name of a world. */
  readonly headers?: Readonly<Record<string, string>>
  /** Seconds of the subject's clock that pass in one of ours: 1 for everything but a scaled mock. */
  readonly secondsPerSecond: number
  /** Lets seconds pass on the subject's clock; sleeps when absent. For subjects whose clock can be moved. */
  readonly pass?: (seconds: number) => Promise<void>
}

/** The API being judged, and what the user lets the suite do to it. */
export interface Subject extends Endpoint {
  readonly principals: { readonly admin: Credential; readonly readonly?: Credential; readonly other?: Credential }
  /** Path parameters that belong to every principal. */
  readonly params: Readonly<Record<string, string>>
  /** How long to wait for something: number of reads, and the pause between two, in milliseconds of our clock. */
  readonly patience: { readonly attempts: number; readonly pauseMs: number }
  /** Where limits may be exhausted; absent means nowhere. */
  readonly burst?: Endpoint
  /** Requests a run may send, clean-up not counted. */
  readonly requestBudget: number
  /** What else a run may cost at most; without bounds where absent. Looked at before each request, so that it is never exceeded. */
  readonly budget?: Budget
  /** Requests a second that the suite allows itself, fractions included; where absent, 2, and on this machine as many as it can. */
  readonly requestsPerSecond?: number
  /** What checks may do; everything when absent. `burst` needs `burst` besides. */
  readonly costs?: readonly Cost[]
  /** A kubeconfig of a cluster that may be imported. Never recorded. */
  readonly kubeconfig?: string
  /** True where checks may change resources that the run did not make, e.g. the tenant itself. */
  readonly mayChangeGiven?: boolean
  /** Longest wait for the header section of an answer, and between two pieces of its body; 30 s when absent. */
  /** True for a stand-in of a subject whose clock cannot be moved. */
  readonly isRehearsal?: boolean
  readonly timeoutMs?: number
  /** Longest that one request may take, however busily its answer comes; twice the longest wait when absent. */
  readonly deadlineMs?: number
  /** Largest response body that is read, in bytes. */
  readonly maxBytes?: number
}

/**
 * Bounds on what a run makes and how long it lasts. What takes no time to make, and what is imported, is
 * not counted.
 */
export interface Budget {
  /** Resources that may be made. */
  readonly creates?: number
  /** Resources that may be there at the same time. */
  readonly live?: number
  /** Seconds of our clock until the run stops by itself and cleans up. */
  readonly seconds?: number
}

/** True for an address of this machine: there, scenarios may be repeated at will. */
export function isLoopback(baseUrl: string): boolean {
  const host = new URL(baseUrl).hostname
  // Of 127.0.0.0/8 (RFC 1122 section 3.2.1.3) addresses alone: 127.example.com is somebody else's.
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
