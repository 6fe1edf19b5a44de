import { all, map, met } from '../../need.ts'
import { operationFor } from '../../resources.ts'
import { pages } from './pages.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Pages } from './pages.ts'

/** Lists that each thing is tried on: most APIs serve all of their lists by the same code. */
const lists = 2

/** Those of some things to try that fall to one list in pages. */
export type Share = <T>(items: readonly T[]) => readonly T[]

/** A list in pages, and what falls to it of what is tried: with many such lists, each thing is tried on a few of them, and all things on some. */
export function sharing(reading: Reading): Need<Pages & { readonly share: Share }> {
  return map(all({ list: pages(reading), contract: reading.document(), resource: met(reading.resource) }), ({ list, contract, resource }) => {
    const paged = Object.keys(contract.behaviour.resources).filter((name) => operationFor(contract, name, 'list')?.behaviour.paging !== undefined)
    const place = paged.indexOf(resource)
    return { ...list, share: (items) => items.filter((_, index) => (index + place) % Math.max(1, paged.length) < lists) }
  })
}
