import { expect, test } from 'vitest'
import { createMock } from '../mock/create.ts'
import { isObject } from '../specs/json.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { updateChangesValidator } from './checks/etag/validators.ts'
import { run } from './run.ts'
import { subjectAt } from '../fixtures/boatyard/subject.ts'
import type { JsonObject } from '../specs/json.ts'
import type { Event } from './events.ts'

test('leaves a tenant that it may change but did not make as it found it', async () => {
  const mock = await createMock({ providers: ['kupe'], clock: 'frozen', lifecycle: { reads: 2 } })
  const baseUrl = await mock.listen()
  const [contract] = mock.contracts
  const { admin } = contract?.behaviour.seed.principals ?? {}
  if (contract === undefined || admin === undefined) throw new Error('the contract has no administrator')
  const view = async (): Promise<JsonObject> => {
    const body: unknown = await (await fetch(`${baseUrl}/api/v1/tenants/acme`, { headers: { authorization: `Bearer ${admin.token}` } })).json()
    return isObject(body) ? body : {}
  }
  const before = await view()
  const seen: Event[] = []

  const subject = subjectAt(baseUrl, { principals: { admin }, mayChangeGiven: true })
  for await (const event of run({ contract, requirements: await loadRequirements(), subject, checks: [updateChangesValidator], resource: 'tenant', seed: 3 }))
    seen.push(event)

  const { resourceVersion: revision, ...rest } = before
  const { resourceVersion: moved, ...after } = await view()
  expect(seen.find(({ type }) => type === 'check.finished')).toMatchObject({ resource: 'tenant', verdict: 'passed' })
  expect(moved).not.toBe(revision)
  expect(after).toEqual(rest)
  await mock.close()
})
