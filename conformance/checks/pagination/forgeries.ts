import { isObject } from '../../../specs/json.ts'
import type { Json } from '../../../specs/json.ts'
import type { Share } from './shared.ts'

/** Ways in which a cursor can be none. */
export const forgeries = ['empty', 'made-up', 'endless', 'cut', 'flipped', 'edited', 'foreign'] as const
export type Forgery = (typeof forgeries)[number]

/** Cursors that were handed out, for this list and for another one; undefined where there is none. */
export interface Handed {
  readonly own: string | undefined
  readonly foreign: string | undefined
  /** Which of those that anybody can make up are tried; all when absent. */
  readonly share?: Share
}

const madeUp = ['abc', '0', '-1', '1e999', 'null', '../../etc/passwd', "' OR '1'='1", '{"$gt":""}', '\u0000', 'e30', 'eyJvZmZzZXQiOi0xfQ']

/** The cursors of one kind: none where what they are made from was not handed out. */
export function forged(kind: Forgery, { own, foreign, share = (all) => all }: Handed): readonly string[] {
  switch (kind) {
    case 'empty':
      return ['']
    case 'made-up':
      return share(madeUp)
    case 'endless':
      return ['A'.repeat(4096), ...(own === undefined ? [] : [own.repeat(Math.ceil(4096 / own.length)).slice(0, 4096)])]
    case 'cut':
      return own === undefined ? [] : [own.slice(0, -1), own.slice(0, own.length / 2), own.slice(1), `${own}A`, `${own}=`]
    case 'flipped':
      return own === undefined ? [] : [0, 0.5, 0.9].map((part) => flipped(own, Math.floor(own.length * part))).concat(swapped(own))
    case 'edited':
      return own === undefined ? [] : edited(own)
    case 'foreign':
      return foreign === undefined ? [] : [foreign]
  }
}

/** The text with another character in one place. */
function flipped(text: string, place: number): string {
  return `${text.slice(0, place)}${text[place] === 'A' ? 'B' : 'A'}${text.slice(place + 1)}`
}

function swapped(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
}

/** Where a cursor is an object in base64, the same with one member changed each. */
function edited(cursor: string): readonly string[] {
  const value = unpacked(cursor)
  if (value === undefined) return []
  return Object.keys(value).flatMap((name) => others(value[name]).map((other) => packed({ ...value, [name]: other })))
}

function others(value: Json | undefined): readonly Json[] {
  if (typeof value === 'number') return [0, -1, value + 1, 2 ** 53]
  if (typeof value === 'string') return ['', `${value}x`, '*']
  return [null, true]
}

function unpacked(cursor: string): Readonly<Record<string, Json>> | undefined {
  try {
    const value: Json = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function packed(value: Json): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
