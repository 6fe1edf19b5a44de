import type { Moment } from './moment.ts'
import { collectionOf, idOf, type Resource } from './record.ts'
import { viewWith, type Change } from './store.ts'

/** The moment as it will be once some changes are made, as far as single resources go: for answers that show what was just done. */
export function after(moment: Moment, changes: readonly Change[]): Moment {
  const changed = new Map<string, Resource | undefined>()
  for (const change of changes) {
    if (change.kind === 'remember') continue
    const { resource } = change
    changed.set(placeOf(collectionOf(resource.type, resource.address.slice(0, -1)), idOf(resource)), change.kind === 'remove' ? undefined : resource)
  }
  const { view } = moment
  const get = (collection: string, id: string) => {
    const place = placeOf(collection, id)
    return changed.has(place) ? changed.get(place) : view.get(collection, id)
  }
  return { ...moment, view: viewWith(view, { get }) }
}

function placeOf(collection: string, id: string): string {
  return `${collection}\u0000${id}`
}
