import type { Classified } from '../conformance/drift/classify.ts'
import type { Drift } from '../conformance/drift/drift.ts'
import type { Exchange } from '../conformance/history.ts'
import { curl } from '../reports/curl.ts'
import { printed } from '../reports/evidence.ts'
import { clipped, oneLine } from '../reports/visible.ts'
import type { Contract } from '../specs/contract.ts'
import type { Proposed } from './drift-patch.ts'
import type { Colours } from './terminal.ts'

/** What is told of a comparison. */
export interface Told {
  readonly contract: Contract
  readonly target: string
  readonly seed: number
  readonly profile: string
  readonly found: Drift
  readonly proposed: Proposed
  /** What kept one of the two runs from its end, a sentence each. */
  readonly notes: readonly string[]
}

const titles: readonly (readonly [side: Classified['side'], title: string])[] = [
  ['document', 'The document may be wrong'],
  ['mock', 'Our mock assumes wrongly'],
  ['endpoint', 'The endpoint differs'],
]

export function driftText(told: Told, colours: Colours): string {
  const { contract, target, seed, profile, found, proposed, notes } = told
  const { differences, scenarios, compared, unmatched, aside, phases } = found
  const groups = titles.flatMap(([side, title]) => {
    const those = differences.filter((one) => one.side === side)
    return those.length === 0 ? [] : [colours.bold(`${title} (${those.length})`), ...those.flatMap((one) => [...linesOf(one, told), ''])]
  })
  const patch =
    proposed.amendments.length === 0 ? [] : [`behaviour.yaml would have to be otherwise in ${proposed.amendments.length} places: --patch FILE writes them.`]
  return [
    `${contract.id}: ${target} beside our mock; seed ${seed}, profile ${profile}`,
    `${compared} requests of ${scenarios} scenarios compared; ${unmatched} scenarios were put to one of the two alone, ${aside} requests left aside`,
    ...phases.filter(({ mock, endpoint }) => mock.toSorted().join() !== endpoint.toSorted().join()).map(phaseLine),
    ...notes,
    '',
    ...groups,
    ...patch,
    ...proposed.byHand.map((line) => `By hand: ${line}`),
    compared === 0
      ? 'undetermined: nothing could be compared'
      : differences.length === 0
        ? 'no drift'
        : `drift: ${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`,
    '',
  ].join('\n')
}

/** How often one looks decides which phases one sees, so that this is no difference. */
function phaseLine({ operation, mock, endpoint }: Drift['phases'][number]): string {
  return `phases seen by ${operation}: the mock ${mock.join(', ')}; the endpoint ${endpoint.length === 0 ? 'none' : endpoint.join(', ')}`
}

function linesOf(one: Classified, { target }: Told): readonly string[] {
  const { operation, leaning, because, example, checks, verdicts } = one
  const seen = [...checks].filter((name) => name !== '')
  const by =
    seen.length === 0
      ? []
      : [
          `seen by ${seen.slice(0, 3).join(', ')}${seen.length > 3 ? ` and ${seen.length - 3} more` : ''}${verdicts.length === 0 ? '' : `; the endpoint: ${verdicts.join(', ')}`}`,
        ]
  const command = example.endpoint === undefined ? [] : curl({ request: forCurl(example.endpoint) }, target).split('\n')
  return [
    `  ${operation === '' ? 'the run as a whole' : operation}${one.fact.status === undefined ? '' : ` ${one.fact.status}`}: ${subjectOf(one)}`,
    ...[because, ...(leaning === undefined ? [] : [`behaviour.yaml ${leaning.pointer} (${leaning.basis}; ${leaning.source})`]), ...by, ...command].map(
      (line) => `    ${line}`,
    ),
  ]
}

function forCurl(exchange: Exchange): Exchange['request'] {
  return printed([exchange])[0]?.request ?? exchange.request
}

function subjectOf({ fact, times, of }: Classified): string {
  const text = (value: string) => clipped(oneLine(value), 200)
  if (fact.aspect === 'verdict') return `expected ${text(fact.mock)}, the endpoint: ${text(fact.endpoint)}`
  const what = fact.aspect === 'tag' ? 'entity tag while only the phase changes' : `${fact.aspect}${fact.place === '' ? '' : ` ${fact.place}`}`
  const why = fact.refusal === undefined ? '' : ` (${fact.refusal})`
  return `${what}: the mock ${text(fact.mock)}${why}, the endpoint ${text(fact.endpoint)}, ${times} of ${of} times`
}

/** The same as one JSON object. */
export function driftJson({ contract, target, seed, profile, found, proposed, notes }: Told): string {
  const { differences, ...counts } = found
  const told = {
    provider: contract.id,
    target,
    seed,
    profile,
    ...counts,
    notes,
    differences: differences.map(({ checks, example, fact, leaning, ...rest }) => ({
      ...rest,
      ...fact,
      ...(leaning && { statement: leaning }),
      checks: [...checks],
      example: { check: example.check, resource: example.resource, ...evidence('mock', example.mock), ...evidence('endpoint', example.endpoint) },
      ...(example.endpoint && { curl: curl({ request: forCurl(example.endpoint) }, target) }),
    })),
    patch: proposed,
  }
  return `${JSON.stringify(told, null, 2)}\n`
}

function evidence(name: string, exchange: Exchange | undefined): object {
  return exchange === undefined ? {} : { [name]: printed([exchange])[0] }
}
