import { headerIn, holds, jsonIn, type Assertion, type Seen } from '../conformance/runnable/assertion.ts'
import { at } from '../specs/json.ts'
import { variableFor } from '../reports/export/names.ts'
import type { Capture, Program, Step, Template } from '../reports/export/program.ts'

/** A request of a program, with every variable in its place. */
export interface Asked {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body?: string
}

export interface Stage {
  /** What came of it; undefined where nothing did. */
  readonly send: (asked: Asked) => Promise<NonNullable<Seen['answer']> | undefined>
  /** Lets time pass: that between two looks at something that is awaited, or so many seconds. */
  readonly rest: (seconds?: number) => Promise<void>
  /** Values of what has to be given. */
  readonly secrets: Readonly<Record<string, string>>
  /** Path parameters of the one who asks, and of somebody else. */
  readonly params: readonly Readonly<Record<string, string>>[]
  /** What takes the place of values that are new in each run. */
  readonly fresh: (name: string) => string
  readonly attempts: number
}

/** `undecided`: something that the rest needs did not happen. */
export type Ending =
  | { readonly kind: 'kept'; readonly seen: Seens }
  | { readonly kind: 'broken'; readonly claim: Assertion[number]; readonly seen: Seens }
  | { readonly kind: 'undecided'; readonly because: string }

/** The last request and answer of each step. */
export type Seens = ReadonlyMap<number, Seen>

/** Takes the steps of a program one after the other, and says whether its assertions hold. */
export async function rehearse(program: Program, stage: Stage): Promise<Ending> {
  const { seen, because } = await taken(program, stage, (trouble) => trouble !== undefined)
  if (because !== undefined) return { kind: 'undecided', because }
  const claim = program.asserts.find((one) => holds(one, (number) => seen.get(number)) !== true)
  return claim === undefined ? { kind: 'kept', seen } : { kind: 'broken', claim, seen }
}

/** Takes all steps of a program, whatever comes of each. */
export async function answers(program: Program, stage: Stage): Promise<Seens> {
  const { seen } = await taken(program, { ...stage, attempts: Math.min(stage.attempts, 8) }, () => false)
  return seen
}

async function taken(
  program: Program,
  stage: Stage,
  ends: (trouble: string | undefined) => boolean,
): Promise<{ readonly seen: Seens; readonly because?: string }> {
  const values = new Map<string, string>()
  for (const { name, kind, value } of program.variables) {
    const given = kind === 'secret' ? stage.secrets[name] : kind === 'fresh' ? stage.fresh(name) : kind === 'given' ? (ownOf(stage, name) ?? value) : value
    if (given !== undefined) values.set(name, given)
    else if (kind === 'secret' && ends(name)) return { seen: new Map(), because: `nothing is given for ${name}` }
  }
  const seen = new Map<number, Seen>()
  for (const step of program.steps) {
    const because = await take(step, { values, seen, stage, asserts: program.asserts })
    if (ends(because)) return { seen, because: `step ${step.number} (${step.label}): ${because}` }
  }
  return { seen }
}

/** What the stage has for a path parameter: `TENANT` is its own, `TENANT_2` somebody else's. */
function ownOf({ params }: Stage, name: string): string | undefined {
  const [, plain = name, number = '1'] = /^(.*?)(?:_([2-9]))?$/.exec(name) ?? []
  const found = Object.entries(params[Number(number) - 1] ?? {}).find(([parameter]) => variableFor(parameter) === plain)
  return found?.[1]
}

interface Going {
  readonly values: Map<string, string>
  readonly seen: Map<number, Seen>
  readonly stage: Stage
  readonly asserts: Assertion
}

async function take(step: Step, { values, seen, stage }: Going): Promise<string | undefined> {
  const request = asked(step, values)
  if (step.pause !== undefined) await stage.rest(step.pause)
  for (let attempt = 1; ; attempt += 1) {
    const answer = await stage.send(request)
    if (answer === undefined) return 'no answer'
    seen.set(step.number, { request, answer })
    const enough = step.until?.every((claim) => holds(claim, (number) => seen.get(number)) === true) ?? true
    if (enough) break
    if (attempt >= stage.attempts && step.isHoped === true) break
    if (attempt >= stage.attempts) return `what it waits for did not come: ${answer.status}`
    await stage.rest()
  }
  const answer = seen.get(step.number)?.answer
  if (answer === undefined) return 'no answer'
  const untold = step.captures.filter((capture) => {
    const value = captured(capture, answer)
    if (value !== undefined) values.set(capture.variable, value)
    return value === undefined
  })
  if (step.status !== undefined && String(answer.status)[0] !== step.status[0]) return `status ${answer.status} instead of ${step.status}`
  return untold[0] === undefined ? undefined : `it does not tell ${untold[0].variable}`
}

function captured({ from }: Capture, { headers, body }: NonNullable<Seen['answer']>): string | undefined {
  const value = 'header' in from ? headerIn(headers, from.header) : at(jsonIn(body), from.json)
  return typeof value === 'string' ? value : undefined
}

function asked(step: Step, values: ReadonlyMap<string, string>): Asked {
  const text = (template: Template, encode: (value: string) => string) =>
    template.map((part) => (typeof part === 'string' ? part : encode(values.get(part.variable) ?? ''))).join('')
  return {
    method: step.method,
    target: text(step.target, encodeURIComponent),
    headers: step.headers.map(([name, value]) => [name, text(value, (one) => one)] as const),
    ...(step.body && { body: text(step.body, (one) => JSON.stringify(one).slice(1, -1)) }),
  }
}
