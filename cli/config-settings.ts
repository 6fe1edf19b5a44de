import { pointer } from '../specs/json.ts'
import type { ConfigFile } from './config.ts'

/** One thing that is in effect, and who says so: a flag, or a line of the configuration. */
export interface Setting {
  readonly name: string
  readonly value: string | number
  readonly from: string
}

/** A value of the command line: what it is called in the configuration, its flag, and the value where it was given. */
export type Given<T> = readonly [name: string, flag: string, value: T | undefined]

/** What the file says, and the steps to it. */
export type Said<T> = readonly [value: T | undefined, ...path: readonly string[]]

type Pairs = Readonly<Record<string, string>>

/** Chooses between flags and the file, and keeps account of it. */
export class Settings {
  readonly all: Setting[] = []
  private readonly config: ConfigFile | undefined

  constructor(config: ConfigFile | undefined) {
    this.config = config
  }

  /** The flag, or else the first place of the file that says something. */
  choose<T extends string | number>([name, flag, value]: Given<T>, ...said: readonly Said<T>[]): T | undefined {
    if (value !== undefined) return this.keep({ name, value, from: flag })
    const found = said.find(([written]) => written !== undefined)
    if (found?.[0] === undefined) return undefined
    const [written, ...path] = found
    return this.keep({ name, value: written, from: this.line(path) })
  }

  /** Pairs of both, one by one. */
  pairs([name, flag, value]: Given<Pairs>, [written, ...path]: Said<Pairs>): Pairs | undefined {
    if (value === undefined && written === undefined) return undefined
    const ours = Object.entries(written ?? {}).filter(([key]) => value?.[key] === undefined)
    for (const [key, text] of ours) this.keep({ name: `${name}.${key}`, value: text, from: this.line([...path, key]) })
    for (const [key, text] of Object.entries(value ?? {})) this.keep({ name: `${name}.${key}`, value: text, from: flag })
    return { ...written, ...value }
  }

  /** A path of the file, made absolute. */
  path(written: string | undefined): string | undefined {
    return written === undefined ? undefined : (this.config?.path(written) ?? written)
  }

  private keep<T extends string | number>(setting: Setting & { readonly value: T }): T {
    this.all.push(setting)
    return setting.value
  }

  private line(path: readonly string[]): string {
    return this.config === undefined ? '' : `${this.config.shown}:${this.config.locate(pointer(path)).line}`
  }
}
