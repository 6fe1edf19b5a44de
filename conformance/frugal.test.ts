import { afterAll, expect, test } from 'vitest'
import { createMock } from '../mock/create.ts'
import { answerOf } from './history.ts'
import { offerOf } from './offer.ts'
import { readable } from './readable.ts'
import { drive } from './scenario.ts'
import { Session } from './session.ts'
import { Spending } from './spending.ts'
import { kept } from './verdict.ts'
import type { Api } from './api.ts'
import type { Subject } from './subject/subject.ts'

const mock = await createMock({ providers: ['kupe'], lifecycle: 'immediate' })
const url = await mock.listen()
const closing: Session[] = []

afterAll(async () => {
  for (const session of closing) await session.close()
  await mock.close()
})

function frugal(): Session {
  const [given] = mock.contracts
  const admin = given?.behaviour.seed.principals['admin']
  if (given === undefined || admin === undefined) throw new Error('no contract')
  const contract = readable(given)
  const subject: Subject = {
    baseUrl: url,
    principals: { admin },
    params: {},
    patience: { attempts: 5, pauseMs: 0 },
    secondsPerSecond: 1,
    pass: () => Promise.resolve(),
    requestBudget: 200,
  }
  const spending = new Spending(contract, { profile: 'core' })
  const session = new Session({ contract, subject, offer: offerOf(subject, 'core'), seed: 1, signal: undefined, spending })
  closing.push(session)
  return session
}

function scenario(session: Session, check: string, steps: (api: Api) => Promise<void>) {
  return drive(session, { check, resource: 'cluster', count: 0 }, { drive: steps, judge: () => kept })
}

test('shows nobody a create whose resource was changed since by requests that were sent together', async () => {
  const session = frugal()
  await scenario(session, 'race.writers', async (api) => {
    const { params } = await api.borrow()
    await api.together([['write', { operation: 'updateCluster', params, body: { version: '1.33' } }]])
  })

  const { result, history } = await scenario(session, 'create.echo', async (api) => {
    const { params } = await api.make('create')
    await api.send('read', { operation: 'getCluster', params })
  })

  expect(result).toEqual(kept)
  const [created, read] = ['create', 'read'].map((label) => JSON.stringify(answerOf(history.find(label))?.json))
  expect(read).not.toContain('1.33')
  expect(created).toBeDefined()
})

test('judges, and has judged again, what the scenario sent and nothing that only tidied up after it', async () => {
  const session = frugal()
  const judged: number[] = []

  const { history } = await drive(
    session,
    { check: 'create.echo', resource: 'cluster', count: 0 },
    {
      drive: async (api) => void (await api.make('create')),
      judge: ({ exchanges }) => {
        judged.push(exchanges.length)
        return kept
      },
    },
  )

  expect(judged).toEqual([history.exchanges.length])
})
