import { samplesAt } from '../../generate/samples.ts'
import { all, map, met, unmet } from '../../need.ts'
import { changeable } from '../rule/steps.ts'
import { nursery } from '../nursery.ts'
import { kindsOf } from './items.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { ItemsNeed } from '../../needed.ts'
import type { Changeable } from '../rule/steps.ts'
import type { Nursery } from '../nursery.ts'
import type { Kind } from './items.ts'

/** All that is needed to make resources whose items have values of several kinds. Leans on no kind: whoever accuses says over which. */
export interface Typing extends Changeable {
  readonly create: string
  /** Pointer of the schema of the create body. */
  readonly born: string
  readonly list: ItemsNeed
  readonly kinds: readonly Kind[]
  readonly nursery: Nursery
}

export function typing(reading: Reading): Need<Typing> {
  const [contract, born] = [reading.document(), reading.bodySchema('create')]
  const where = born.kind === 'met' ? born.value.where : undefined
  const valuesAt = (place: string) => (contract.kind === 'met' && where !== undefined ? samplesAt({ contract: contract.value, where }, place) : [])
  const kinds = kindsOf(reading.type, valuesAt)
  const needs = all({
    kinds: kinds.length > 0 ? met(kinds) : unmet(`no item of a ${reading.resource} has a value whose kind follows from its identifier`),
    changing: changeable(reading),
    create: reading.showingCreate(),
    list: reading.sighted(),
    nursery: nursery(reading),
  })
  return map(needs, ({ kinds: found, changing, create, list, nursery: find }) => {
    return { ...changing, create: create.id, born: create.operation.requestBody?.schema ?? '', list, kinds: found, nursery: find }
  })
}
