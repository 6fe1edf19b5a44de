import { Births } from './births.ts'
import { idOf, type Resource } from './record.ts'

/** Resources of one type below one parent. */
export interface Collection {
  members: Map<string, Resource>
  /** True where another store may have the same members: they are copied before the first change. */
  shared: boolean
  /** Identifiers in order, or undefined after a change of membership. */
  sorted: readonly string[] | undefined
  /** Undefined until somebody asks for this order. */
  births: Births | undefined
  changed: number
  /** How many members there are whose deletion has begun. */
  leaving: number
}

/** Members in the order of their birth; worked out when somebody first asks. */
export function birthsOf(collection: Collection): Births {
  collection.births ??= new Births([...collection.members.values()].map((resource) => ({ born: resource.born, id: idOf(resource) })))
  return collection.births
}
