import { isReachable } from '../../existence.ts'
import type { Moment } from '../../moment.ts'
import type { Resource } from '../../record.ts'
import { momentOf } from '../lifecycle.ts'
import { lifeOf, type Life } from './life.ts'
import type { Place } from './place.ts'

export interface Standing {
  readonly moment: Moment
  readonly resource: Resource
  readonly life: Life | undefined
}

/** What there is, the youngest first. Of a provider that nobody has asked anything, nothing is made to be looked at. */
export function standingsOf({ world }: Place): readonly Standing[] {
  const found = world.contracts().flatMap((contract) => {
    const moment = momentOf(world, contract)
    const reachable = [...world.store(contract).all()].filter((resource) => isReachable(moment, resource))
    return reachable.map((resource): Standing => ({ moment, resource, life: lifeOf(moment, resource) }))
  })
  return found.filter(({ life }) => life?.standing.phase !== 'gone').sort((one, other) => other.resource.born - one.resource.born)
}
