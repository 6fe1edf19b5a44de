import { readFile } from 'node:fs/promises'
import type { Mock } from '../mock/create.ts'
import type { Deed, FaultStart, When } from '../mock/faults/plan.ts'
import { parseFile } from '../specs/yaml.ts'
import { UsageError } from './exit.ts'

/** The faults of a file, then those of flags. Whether a provider can have them is asked when the mock is made. */
export async function faultsFrom(file: string | undefined, flags: readonly string[] = []): Promise<readonly FaultStart[]> {
  return [...(file === undefined ? [] : await planIn(file)), ...flags.map(faultOf)]
}

async function planIn(file: string): Promise<readonly FaultStart[]> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new UsageError(`Failed to read --faults: ${error instanceof Error ? error.message : String(error)}. Name a YAML file with \`faults:\`, a list.`)
  })
  const source = parseFile({ file, bytes })
  if ('message' in source)
    throw new UsageError(`Failed to read --faults '${file}': ${source.line === undefined ? '' : `line ${source.line}: `}${source.message}`)
  const { formMistakes, isFaultPlan } = await import('../mock/faults/read.ts')
  const { content } = source
  if (isFaultPlan(content)) return content.faults
  const [mistake] = formMistakes(content)
  const { line } = source.locate(mistake?.pointer ?? '')
  throw new UsageError(
    `Failed to read --faults '${file}': line ${line}: ${mistake?.detail ?? 'it is no plan'}. \`clusterproof mock --help\` shows what a fault is.`,
  )
}

/** One fault in short, e.g. `createCluster:503 every=3`. */
export function faultOf(text: string): FaultStart {
  const [head = '', ...words] = text.trim().split(/\s+/)
  const [, target = '', what = ''] = /^([^:]+):(.+)$/.exec(head) ?? []
  const deed = deedOf(what)
  if (target === '' || deed === undefined) throw unreadable(text, 'Write <operationId|method|*>:<status|reset|empty|truncate|250ms>')
  const settings = words.map((word) => settingOf(text, word))
  const when: When = Object.assign(whereOf(target), ...settings.filter(({ name }) => name !== 'retry-after').map(({ name, value }) => ({ [name]: value })))
  const retryAfter = settings.find(({ name }) => name === 'retry-after')
  if (retryAfter === undefined) return { when, do: deed }
  if (!('status' in deed)) throw unreadable(text, 'Only a status has retry-after=SECONDS')
  return { when, do: { ...deed, retryAfterSeconds: retryAfter.value } }
}

function deedOf(what: string): Deed | undefined {
  if (/^[45]\d\d$/.test(what)) return { status: Number(what) }
  const milliseconds = /^(\d{1,5})ms$/.exec(what)?.[1]
  if (milliseconds !== undefined) return { latency: Number(milliseconds) }
  switch (what) {
    case 'reset':
      return { reset: 'before' }
    case 'empty':
      return { empty: 'before' }
    case 'truncate':
      return { truncate: 0.5 }
    default:
      return undefined
  }
}

function whereOf(target: string): When {
  if (target === '*') return {}
  return /^[A-Z]+$/.test(target) ? { method: target } : { operation: target }
}

const names = ['every', 'nth', 'times', 'probability', 'retry-after'] as const

function settingOf(text: string, word: string): { readonly name: (typeof names)[number]; readonly value: number } {
  const [, named, number] = /^([a-z-]+)=(\d+(?:\.\d+)?)$/.exec(word) ?? []
  const name = names.find((each) => each === named)
  if (name === undefined || number === undefined) throw unreadable(text, `"${word}" is none of every=N, nth=N, times=N, probability=P and retry-after=SECONDS`)
  return { name, value: Number(number) }
}

function unreadable(text: string, hint: string): UsageError {
  return new UsageError(`Failed to read --fault: "${text}" is no fault. ${hint}, e.g. --fault 'createCluster:503 every=3'.`)
}

/** What to tell of faults that never came about; nothing where all did. */
export function untouched(never: ReturnType<Mock['neverFired']>): string {
  if (never.length === 0) return ''
  const ids = never.map(({ world, id }) => (world === 'default' ? id : `${id} (in world ${world})`))
  return `Never came about: ${ids.join(', ')}. No request fitted, or none was its turn.\n`
}
