import type { CheckFinished } from '../conformance/events.ts'
import type { Counterexample, RunOptions } from '../conformance/run.ts'
import { standIn, type StandIn } from './stand-in.ts'
import { over, type Wire } from './wire.ts'

/** Defects that are tried for one counterexample. */
const mostDefects = 8

export interface Minimiser {
  readonly minimise: NonNullable<RunOptions['minimise']>
  readonly close: () => Promise<void>
}

/**
 * Makes counterexamples of an endpoint that costs money smaller on a mock in this process: among the defects that break the same
 * requirement, one that fails over the same scenario is as good as the endpoint to find a smaller one.
 */
export function minimiserFor(provider: string, { seed, wire }: { readonly seed: number; readonly wire?: Wire | undefined }): Minimiser {
  let own: Promise<StandIn> | undefined
  let worlds = 0
  const smallest = async (found: Counterexample): Promise<string | undefined> => {
    const [{ defects }, stage] = await Promise.all([import('../mock/defects/index.ts'), (own ??= standIn(provider, seed))])
    const contract = over(stage.contract, wire)
    const alike = defects.filter(({ violates, applies }) => violates === found.requirement && applies?.(contract) !== false).slice(0, mostDefects)
    const paths: { readonly path: string; readonly requests: number }[] = []
    for (const { id } of alike) {
      worlds += 1
      const subject = stage.subject({ world: `minimise-${worlds}`, defects: [id] })
      const ended = await checked({ contract, subject, seed }, found)
      if (ended?.finding?.path.startsWith(found.path) === true) paths.push({ path: ended.finding.path, requests: ended.finding.evidence.length })
    }
    return paths.toSorted((a, b) => a.requests - b.requests)[0]?.path
  }
  return { minimise: smallest, close: async () => (await own)?.close() }
}

async function checked(on: Pick<RunOptions, 'contract' | 'subject' | 'seed'>, { check, resource, path }: Counterexample): Promise<CheckFinished | undefined> {
  const [{ run }, { checks }, { loadRequirements }] = await Promise.all([
    import('../conformance/run.ts'),
    import('../conformance/checks/index.ts'),
    import('../specs/requirements.ts'),
  ])
  const alone = checks.filter(({ id }) => id === check)
  for await (const event of run({ ...on, checks: alone, requirements: await loadRequirements(), resource, path, target: 'mock' }))
    if (event.type === 'check.finished' && (event.resource ?? resource) === resource) return event
  return undefined
}
