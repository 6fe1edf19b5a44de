import { afterEach, expect, test } from 'vitest'
import { standIn, type StandIn } from '../../cli/stand-in.ts'
import { checks } from '../../conformance/checks/index.ts'
import type { CheckFinished } from '../../conformance/events.ts'
import { run } from '../../conformance/run.ts'
import { loadRequirements } from '../../specs/requirements.ts'
import type { Plan } from './plan.ts'

let own: StandIn
afterEach(() => own.close())

/** Those that were once misled by a server that is away: views, raw paths, reads beside one another. */
const families =
  /^(auth\.(revocation|role-allowed)|val\.params|sec\.method-integrity|etag\.(stale-refused|if-match|get-)|list\.get|life\.transient-resolves|content\.head)/

async function judged(provider: string, plan: Plan): Promise<readonly CheckFinished[]> {
  own = await standIn(provider, 1)
  const subject = own.subject()
  own.mock.world().faults.set(plan)
  const requirements = await loadRequirements()
  const finished: CheckFinished[] = []
  const some = checks.filter(({ id }) => families.test(id))
  for await (const event of run({ contract: own.contract, requirements, subject, checks: some, seed: 1, target: 'mock' }))
    if (event.type === 'check.finished' && event.verdict !== 'skipped') finished.push(event)
  expect(own.mock.world().faults.neverFired()).toEqual([])
  return finished
}

test.each(['kupe', 'akua'])('the suite accuses no server of breaking promises that is away at every third read: %s', async (provider) => {
  const finished = await judged(provider, [{ id: 'away', when: { method: 'GET', every: 3 }, do: { status: 503, retryAfterSeconds: 1 } }])
  const verdicts = finished.map(({ check, verdict }) => `${check}: ${verdict}`)

  expect(verdicts.filter((each) => !/: (passed|inconclusive)$/.test(each))).toEqual([])
  expect(finished.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(finished.length / 2)
})
