import { chosen, openBench, type Bench } from './prove-bench.ts'
import { isThorough } from './thorough.test-kit.ts'
import { over } from './wire.ts'
import { loadContract } from '../specs/load.ts'
import { folderOf } from '../specs/providers.ts'
import type { CleanRun } from './prove-bench.ts'
import type { Wire } from './wire.ts'

export interface Asked {
  readonly provider: string
  readonly seed?: number
  readonly wire?: Wire
  /** Families, or ids of checks or requirements, whose defects are tried; all when absent. */
  readonly of?: readonly string[]
  /** Puts the clean mock to these checks alone, and not to all. */
  readonly alone?: boolean
}

/** A matrix in small: one clean run, and of each requirement as many defects as it takes for every check to catch one; all of them, where time is no matter. */
export interface Sample {
  /** Whatever is wrong: a clean mock that was accused, a defect that was missed, a check that has caught none. Nothing, where all is well. */
  readonly wrong: readonly string[]
  /** Requirements of which a defect was tried. */
  readonly tried: readonly string[]
  /** Checks that have caught a defect. */
  readonly proven: readonly string[]
  /** Verdicts about the clean mock. */
  readonly finished: number
}

/** Proves the checks of a provider with the least that it takes; `.ci/run` tries every defect, of the shipped providers on more seeds. */
export async function sampled({ provider, seed = 1, wire = 'rest', of, alone = false }: Asked): Promise<Sample> {
  const [{ checks, defects }, contract] = await Promise.all([chosen(undefined), folderOf(provider).then(loadContract)])
  const isWanted = ({ id, family, proves }: (typeof checks)[number]) => of === undefined || [id, family, proves].some((name) => of.includes(name))
  const wanted = new Set(checks.filter(isWanted).map(({ proves }) => proves))
  const bench = await openBench({ provider, ...(alone && { only: [...wanted] }) })
  try {
    const clean = await bench.clean({ seed, wire })
    const tried = [...new Set(clean.finished.map(({ requirement }) => requirement.id))].filter((id) => wanted.has(id))
    const wrong = accused(clean)
    const proven: string[] = []
    for (const requirement of tried) {
      const left = new Set(clean.finished.filter((one) => one.requirement.id === requirement).map(({ check }) => check))
      const breaking = defects.filter(({ violates, applies }) => violates === requirement && applies?.(over(contract, wire)) !== false)
      for (const { id } of breaking) {
        if (left.size === 0 && !isThorough) break
        const caughtBy = await caught(bench, { defect: id, wire }, wrong)
        proven.push(...caughtBy)
        for (const check of caughtBy) left.delete(check)
      }
      wrong.push(...[...left].map((check) => `${check} has caught no defect`))
    }
    return { wrong, tried, proven, finished: clean.finished.length }
  } finally {
    await bench.close()
  }
}

async function caught(bench: Bench, task: { readonly defect: string; readonly wire: Wire }, wrong: string[]): Promise<readonly string[]> {
  const { caughtBy, said } = await bench.trial(task)
  if (caughtBy.length === 0) wrong.push(`missed ${task.defect}: ${said.join('; ')}`)
  return caughtBy
}

function accused({ finished, left, trouble }: CleanRun): string[] {
  return [
    ...finished.flatMap(({ check, resource = 'all', verdict, finding, because = '' }) =>
      verdict === 'passed' ? [] : [`${check} on ${resource} ${verdict}: ${finding?.actual ?? because}`],
    ),
    ...left.map((path) => `still there: ${path}`),
    ...(trouble === undefined ? [] : [trouble]),
  ]
}
