import { expect, test } from 'vitest'
import { createMock } from '../../../mock/create.ts'
import { loadRequirements } from '../../../specs/requirements.ts'
import { run } from '../../run.ts'
import { authentication } from './index.ts'
import { errors } from '../errors/index.ts'
import { security } from '../security/index.ts'
import type { Event } from '../../events.ts'
import type { Subject } from '../../subject/subject.ts'

/** The shape of this provider's tokens; none of them may stand in anything that a run tells. */
const token = /kupe_[0-9a-z]{8}_\w+/

test.each(['auth.secret-in-list', 'err.echoes-credential', 'sec.secret-in-header', 'sec.secret-in-refusal', 'auth.revocation-ignored'])(
  'keeps every token out of what it tells, also where the subject shows them about (%s)',
  async (defect) => {
    const mock = await createMock({ providers: ['kupe'], clock: { scale: 0, at: '2026-01-01T00:00:00Z' }, lifecycle: { reads: 3 }, defects: [defect] })
    const [contract] = mock.contracts
    const { admin, readonly, other } = contract?.behaviour.seed.principals ?? {}
    if (contract === undefined || admin === undefined || readonly === undefined || other === undefined) throw new Error('the sample principals are missing')
    const subject: Subject = {
      baseUrl: await mock.listen(),
      secondsPerSecond: 1,
      pass: (seconds) => Promise.resolve(mock.clock.advance(seconds * 1000)),
      principals: { admin, readonly, other },
      params: {},
      patience: { attempts: 20, pauseMs: 0 },
      requestBudget: 5000,
    }
    const events: Event[] = []
    const checks = [...authentication, ...errors, ...security]
    for await (const event of run({ contract, requirements: await loadRequirements(), subject, checks, seed: 1 })) events.push(event)
    await mock.close()

    expect(events.some((event) => event.type === 'check.finished' && event.finding !== undefined)).toBe(true)
    expect(JSON.stringify(events)).not.toMatch(token)
  },
)
