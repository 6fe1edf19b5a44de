import { expect, test } from 'vitest'
import { loadContract } from '../../../specs/load.ts'
import { doubtsOf } from './doubts.ts'
import type { Json } from '../../../specs/json.ts'
import type { Target } from './target.ts'

const contract = await loadContract('specs/qovery')
const type = contract.behaviour.resources['cluster']
const target = { type, contract, create: { schema: { where: '/components/schemas/ClusterRequest' } } } as unknown as Target

test.each<[string, Json, readonly string[]]>([
  ['nothing of which less is known', { name: 'a', description: 'b' }, []],
  ['a number that is the default', { disk_size: 40 }, []],
  ['a number that an example has', { disk_size: 60 }, []],
  ['a number of unknown bounds', { disk_size: 1 }, ['/disk_size']],
  ['a member that not every resource has', { metrics_parameters: { enabled: true } }, ['/metrics_parameters']],
])('doubts that a body will do that has %s only where the documents do not vouch for it', (_, body, places) => {
  expect(doubtsOf(target, 'create', body)).toMatchObject(places.map((at) => ({ at })))
})
