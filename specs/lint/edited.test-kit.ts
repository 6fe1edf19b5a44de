import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { LintFinding } from '../finding.ts'
import { inspect } from '../inspect.ts'

export type Name = 'openapi' | 'behaviour'

/** One mistake, and what is found of it. */
export interface Mistake {
  readonly rule: string
  readonly from: string
  readonly to: string
  /** A part of the message. */
  readonly says: string
  /** Text in whose line it is found; `from` when absent. */
  readonly at?: string
}

/** The two files of a sound provider, for tests that break them. */
export interface Sound {
  readonly folder: string
  readonly texts: Readonly<Record<Name, string>>
  /** What is found after one edit. Throws where there is nothing to edit. */
  readonly after: (file: Name, from: string, to: string) => readonly LintFinding[]
  /** Line of a text in a file, from 1. */
  readonly lineOf: (file: Name, text: string) => number
}

export function soundProvider(fixture: string): Sound {
  const folder = fileURLToPath(new URL(`../../fixtures/${fixture}`, import.meta.url))
  const textOf = (name: Name) => readFileSync(`${folder}/${name}.yaml`, 'utf8')
  const texts = { openapi: textOf('openapi'), behaviour: textOf('behaviour') }
  const after: Sound['after'] = (file, from, to) => {
    if (!texts[file].includes(from)) throw new Error(`Failed to edit ${file}.yaml of ${fixture}: it does not hold ${JSON.stringify(from)}. Mend the test.`)
    const edited = { ...texts, [file]: texts[file].replace(from, () => to) }
    const raw = (name: Name) => ({ file: `${name}.yaml`, bytes: new TextEncoder().encode(edited[name]) })
    return inspect({ kind: 'read', openapi: raw('openapi'), behaviour: raw('behaviour'), hash: '' }).findings
  }
  return { folder, texts, after, lineOf: (file, text) => texts[file].slice(0, texts[file].indexOf(text)).split('\n').length }
}
