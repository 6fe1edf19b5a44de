import type { Pace } from '../mock/lifecycle.ts'
import type { Settings } from '../mock/settings.ts'
import { UsageError } from './exit.ts'

/** A port; 0 means any free one. */
export function port(text: string): number {
  return whole(text, { flag: '--port', least: 0, most: 65_535, hint: 'Use 1 to 65535, or 0 for any free port.' })
}

/** A seed. Signed, because fast-check's are; 32 bits, because that is what decides. */
export function seed(text: string): number {
  return whole(text, { flag: '--seed', least: -2_147_483_648, most: 2_147_483_647, hint: 'Use a whole number, e.g. 7.' })
}

/** A whole number of at least `least`. */
export function count(flag: string, least = 1): (text: string) => number {
  return (text) => whole(text, { flag, least, most: 1_000_000, hint: `Use a whole number from ${least} on.` })
}

/** A number above 0. */
export function amount(flag: string): (text: string) => number {
  return (text) => {
    const value = /^\d{1,6}(?:\.\d{1,6})?$/.test(text) ? Number(text) : 0
    if (value > 0) return value
    throw bad(flag, text, 'Use a number above 0, e.g. 0.5.')
  }
}

export function clock(text: string): 'real' | 'frozen' | { readonly scale: number; readonly at?: string } {
  if (text === 'real' || text === 'frozen') return text
  const factor = /^(\d+(?:\.\d+)?)x$/.exec(text)?.[1]
  if (factor !== undefined && Number.isFinite(Number(factor))) return { scale: Number(factor) }
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))) return { scale: 0, at: text }
  throw bad('--clock', text, 'Use real, frozen, a factor such as 60x, or an instant to stand still at, e.g. 2026-01-31T12:00:00Z.')
}

export function lifecycle(text: string): Pace {
  if (text === 'immediate' || text === 'time' || text === 'manual') return text
  const reads = /^reads:([1-9]\d{0,5})$/.exec(text)?.[1]
  if (reads !== undefined) return { reads: Number(reads) }
  throw bad('--lifecycle', text, 'Use immediate, time, manual, or reads:K (settled by the K-th read), e.g. reads:3.')
}

/** `--limits` alone is `true`: the contract's own limits. */
export function limits(text: string): Settings['limits'] {
  const [, requests, windowSeconds] = /^([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(text) ?? []
  if (requests !== undefined && windowSeconds !== undefined) return { requests: Number(requests), windowSeconds: Number(windowSeconds) }
  throw bad('--limits', text, "Use --limits alone for the contract's own limits, or REQUESTS/SECONDS, e.g. --limits=100/60. Providers go before it.")
}

export function onOff(flag: string): (text: string) => boolean {
  return (text) => {
    if (text === 'on') return true
    if (text === 'off') return false
    throw bad(flag, text, 'Use on or off.')
  }
}

/** A flag that may be given again and again. */
export function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

/** `name=value` pairs of a flag that may be given again and again. */
export function pairs(flag: string, example: string): (text: string, before?: Readonly<Record<string, string>>) => Readonly<Record<string, string>> {
  return (text, before = {}) => {
    const at = text.indexOf('=')
    if (at < 1 || at === text.length - 1) throw bad(flag, text, `Use name=value, e.g. ${flag} ${example}.`)
    return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
  }
}

/** `operation=status` pairs of a flag that may be given again and again. */
export function statuses(flag: string, example: string): (text: string, before?: Readonly<Record<string, number>>) => Readonly<Record<string, number>> {
  const pair = pairs(flag, example)
  return (text, before = {}) => {
    const [[operation, status] = ['', '']] = Object.entries(pair(text))
    if (!/^2\d\d$/.test(status)) throw bad(flag, text, `Use a status from 200 to 299, e.g. ${flag} ${example}.`)
    return { ...before, [operation]: Number(status) }
  }
}

/** An origin of http or https, with a path prefix where there is one; credentials, query and fragment are refused. */
export function target(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw bad('--target', text, 'Use an http or https address, e.g. https://api.example.com.')
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('Failed to read --target: the address holds credentials. Leave them out, and name the variable that holds the token with --token-env.')
  }
  if (url.search !== '' || url.hash !== '') throw bad('--target', text, 'Leave out what follows "?" or "#".')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

function whole(text: string, range: { flag: string; least: number; most: number; hint: string }): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= range.least && value <= range.most) return value
  throw bad(range.flag, text, range.hint)
}

function bad(flag: string, text: string, hint: string): UsageError {
  return new UsageError(`Failed to read ${flag}: "${text}" is not one of its values. ${hint}`)
}

/** `60x`: how many seconds of another clock pass in one of ours. */
export function factor(text: string): number {
  const found = Number(/^(\d+(?:\.\d+)?)x$/.exec(text)?.[1])
  if (found > 0) return found
  throw bad('--target-clock', text, 'Use a factor such as 60x.')
}

/** `2/4`: one of so many parts, counted from 1. */
export function shard(text: string): { readonly index: number; readonly of: number } {
  const [, index, of] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text)?.map(Number) ?? []
  if (index !== undefined && of !== undefined && index <= of) return { index, of }
  throw bad('--shard', text, 'Use i/n with i from 1 to n, e.g. 2/4 for the second of four.')
}
