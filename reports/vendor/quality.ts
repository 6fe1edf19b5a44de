import { readFile } from 'node:fs/promises'
import { isObject } from '../../specs/json.ts'

/** How good the suite is at this contract, as it found out about itself; `npm run quality` measures it. */
export type Quality = Measured | { readonly measured: false; readonly because: string }

export interface Measured extends QualityFigures {
  readonly measured: true
}

/** What `clusterproof prove` and the variety runs said of one contract. */
export interface QualityFigures {
  /** Requirements that some check puts to this provider. */
  readonly requirements: number
  /** Mocks that each broke one promise on purpose, each wire counted. */
  readonly defects: number
  /** Those that the suite found. */
  readonly caught: number
  /** Mocks without a defect that were checked, each with a seed of its own, on every wire. */
  readonly clean: number
  /** Of these, those that were accused of something. */
  readonly cleanAccused: number
  /** Mixes of what the documents leave open, without a defect, each put to a part of the checks. */
  readonly mixes: number
  readonly mixesAccused: number
}

const figures = ['requirements', 'defects', 'caught', 'clean', 'cleanAccused', 'mixes', 'mixesAccused'] as const

/** What was measured of a contract with this version of the suite. */
export async function qualityOf({
  suite,
  provider,
  contract,
}: {
  readonly suite: string
  readonly provider: string
  readonly contract: string
}): Promise<Quality> {
  const file: unknown = JSON.parse(await readFile(new URL('../quality.json', import.meta.url), 'utf8'))
  return qualityIn(file, { suite, provider, contract })
}

/** The same, in the content of `quality.json`. */
export function qualityIn(
  file: unknown,
  { suite, provider, contract }: { readonly suite: string; readonly provider: string; readonly contract: string },
): Quality {
  const contracts = isObject(file) && file['suite'] === suite ? file['contracts'] : undefined
  const found: unknown = isObject(contracts) ? contracts[contract] : undefined
  if (!isObject(found) || found['provider'] !== provider)
    return { measured: false, because: 'nothing was measured with this version of the suite and this contract' }
  const entries = figures.map((name) => [name, found[name]] as const)
  if (entries.some(([, value]) => !Number.isInteger(value))) return { measured: false, because: 'what was measured with this contract cannot be read' }
  const number = (name: (typeof figures)[number]): number => Number(found[name])
  return {
    measured: true,
    requirements: number('requirements'),
    defects: number('defects'),
    caught: number('caught'),
    clean: number('clean'),
    cleanAccused: number('cleanAccused'),
    mixes: number('mixes'),
    mixesAccused: number('mixesAccused'),
  }
}
