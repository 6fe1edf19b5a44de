import type { Traffic } from '../conformance/traffic.ts'
import type { Report } from './report.ts'

/** All that a format may tell of a run. What is absent is not at hand: the format does without it, and says so where a person would miss it. */
export interface Told {
  readonly report: Report
  /** What went over the wire, in brief; at hand while a run goes on and where its evidence was recorded. */
  readonly traffic?: Traffic
  /** Whose API it is. */
  readonly subject?: SubjectInfo
  /** What else the run was told, by the names of flags; nothing secret, and no path of anybody's machine. */
  readonly configuration?: Readonly<Record<string, string | number | boolean>>
}

/** What a vendor says of the implementation that was checked. */
export interface SubjectInfo {
  readonly organization?: string
  readonly project?: string
  readonly version?: string
  readonly url?: string
  /** Addresses, e.g. `https://example.com/support` or `api@example.com`. */
  readonly contact?: readonly string[]
}
