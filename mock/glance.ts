import { viewWith, type View } from './store.ts'

/** A view that notes what was looked at. */
export interface Glance {
  readonly view: View
  /** Whether all of it is as it was: whoever looks at no more than this, finds the same. */
  readonly isSame: () => boolean
}

/** Records are never changed in place, so that looking again and comparing is enough, and cheap. A list is never the same. */
export function glance(view: View): Glance {
  const looks: (() => boolean)[] = []
  const noted = <T>(look: () => T): T => {
    const seen = look()
    looks.push(() => look() === seen)
    return seen
  }
  const noting = viewWith(view, {
    get: (collection, id) => noted(() => view.get(collection, id)),
    list: (collection) => noted(() => view.list(collection)),
    newest: (collection, before) => noted(() => view.newest(collection, before)),
    changed: (collection) => noted(() => view.changed(collection)),
    credential: (secret) => noted(() => view.credential(secret)),
    remembered: (key) => noted(() => view.remembered(key)),
  })
  return { view: noting, isSame: () => looks.every((isAsItWas) => isAsItWas()) }
}
