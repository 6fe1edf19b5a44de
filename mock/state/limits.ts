import { isRecord } from './shapes.ts'

/** How much of a limit was used since a window of it began, in milliseconds since 1970. */
export interface Window {
  readonly began: number
  readonly used: number
}

/** Calls that are refused whatever a window says. */
export interface Forced {
  readonly left: number
  readonly retryAfterSeconds: number
}

export function isWindow(value: unknown): value is Window & Record<string, unknown> {
  return isRecord(value) && Number.isFinite(value['began']) && Number.isFinite(value['used'])
}

export function isForced(value: unknown): value is Forced & Record<string, unknown> {
  return isRecord(value) && Number.isFinite(value['left']) && Number.isFinite(value['retryAfterSeconds'])
}
