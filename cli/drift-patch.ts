import { closeSync, openSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Drift } from '../conformance/drift/drift.ts'
import { amended } from '../specs/amend.ts'
import type { Contract, Json } from '../specs/contract.ts'
import { UsageError } from './exit.ts'

/** What of behaviour.yaml would have to be otherwise, so that the mock answers as the endpoint does. */
export interface Proposed {
  /** A unified patch, with a line for each reason before it; empty where nothing is proposed. */
  readonly text: string
  readonly amendments: readonly { readonly at: string; readonly to: Json }[]
  /** What cannot be put into the file by machine, a line each. */
  readonly byHand: readonly string[]
}

/** Where the patch goes; opened before anything is sent, so that a bad name costs nothing. Throws a UsageError. */
export function patchFile(path: string, cwd = process.cwd()): (text: string) => void {
  let file: number
  try {
    file = openSync(resolve(cwd, path), 'w')
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    throw new UsageError(`Failed to write the patch to "${path}": ${found}. Name a file in a folder that can be written to.`, { cause: error })
  }
  return (text) => {
    writeSync(file, text)
    closeSync(file)
  }
}

export async function patchFor({ folder }: Contract, { differences }: Drift): Promise<Proposed> {
  const before = await readFile(join(folder, 'behaviour.yaml'), 'utf8')
  const taken = new Map<string, string>()
  const state = { after: before, reasons: [] as string[], amendments: [] as { at: string; to: Json }[], byHand: [] as string[] }
  for (const { side, leaning, fact, operation, times, of } of differences) {
    if (side !== 'mock' || leaning?.amends === undefined) continue
    for (const { at, to } of leaning.amends) {
      const line = `${at}: ${JSON.stringify(to)} (${operation}: ${fact.endpoint}, not ${fact.mock}; ${times} of ${of} times; ${leaning.basis}: ${leaning.source})`
      if (taken.get(at) === JSON.stringify(to)) continue
      const after = taken.has(at) ? undefined : amended(state.after, at, to)
      if (after === undefined) state.byHand.push(line)
      else {
        taken.set(at, JSON.stringify(to))
        state.after = after
        state.reasons.push(line)
        state.amendments.push({ at, to })
      }
    }
  }
  const head = [...state.reasons, ...state.byHand.map((line) => `by hand: ${line}`)].map((line) => `# ${line.replaceAll(/\s+/g, ' ')}\n`).join('')
  return { text: head + unified(before, state.after), amendments: state.amendments, byHand: state.byHand }
}

/** Lines of context around a change. */
const around = 3

/** A unified patch of one file that leads from one text to the other. */
export function unified(before: string, after: string, name = 'behaviour.yaml'): string {
  if (before === after) return ''
  const hunks = hunksOf(changes(before.split('\n').slice(0, -1), after.split('\n').slice(0, -1)))
  return [`--- a/${name}`, `+++ b/${name}`, ...hunks, ''].join('\n')
}

interface Line {
  readonly kind: ' ' | '-' | '+'
  readonly text: string
  /** Its number in each of the two texts, from 1. */
  readonly old: number
  readonly new: number
}

/** The lines of both, in order. Amendments replace a line or add some: the next line that both have is near. */
function changes(before: readonly string[], after: readonly string[]): readonly Line[] {
  const lines: Line[] = []
  let [old, fresh] = [0, 0]
  const push = (kind: Line['kind'], text: string) => {
    lines.push({ kind, text, old: old + 1, new: fresh + 1 })
    if (kind !== '+') old += 1
    if (kind !== '-') fresh += 1
  }
  while (old < before.length || fresh < after.length) {
    const [one, other] = [before[old], after[fresh]]
    if (one !== undefined && one === other) push(' ', one)
    else if (other !== undefined && (one === undefined || after.length - fresh > before.length - old)) push('+', other)
    else {
      // As many lines are left on both sides: this one became that one.
      if (one !== undefined) push('-', one)
      if (other !== undefined) push('+', other)
    }
  }
  return lines
}

function hunksOf(lines: readonly Line[]): readonly string[] {
  const near = (index: number) => lines.slice(Math.max(0, index - around), index + around + 1).some(({ kind }) => kind !== ' ')
  const groups: Line[][] = []
  let open = false
  for (const [index, line] of lines.entries()) {
    if (near(index)) {
      if (!open) groups.push([])
      groups.at(-1)?.push(line)
    }
    open = near(index)
  }
  return groups.flatMap((group) => {
    const count = (other: Line['kind']) => group.filter(({ kind }) => kind !== other).length
    const [first] = group
    return [`@@ -${first?.old ?? 1},${count('+')} +${first?.new ?? 1},${count('-')} @@`, ...group.map(({ kind, text }) => kind + text)]
  })
}
