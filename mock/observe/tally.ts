import type { Backing } from '../backing/backing.ts'

/** Counts what fails at the engine, by what was asked of it: `spaces`, `since`, `list`, `commit`. */
export function tallied(backing: Backing, failures: Map<string, number>): Backing {
  const counted =
    <A extends readonly unknown[], T>(name: string, ask: (...asked: A) => Promise<T>) =>
    async (...asked: A): Promise<T> => {
      try {
        return await ask(...asked)
      } catch (error) {
        failures.set(name, (failures.get(name) ?? 0) + 1)
        throw error
      }
    }
  return {
    ...backing,
    spaces: counted('spaces', backing.spaces),
    since: counted('since', backing.since),
    list: counted('list', backing.list),
    commit: counted('commit', backing.commit),
  }
}
