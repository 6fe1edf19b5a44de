import { KEPT, PAGE, type Backing, type Commit } from './backing.ts'

interface Space {
  revision: number
  readonly pairs: Map<string, string>
  /** The last commits; the last of them made the present revision. */
  commits: Commit[]
}

/** In this process: what several mocks of one process share, e.g. in a test of replicas. */
export function memoryBacking(): Backing {
  const spaces = new Map<string, Space>()
  const of = (name: string): Space => {
    const space = spaces.get(name) ?? { revision: 0, pairs: new Map(), commits: [] }
    spaces.set(name, space)
    return space
  }
  return {
    name: 'memory',
    exclusive: false,
    spaces: async () => [...spaces].filter(([, { pairs }]) => pairs.size > 0).map(([name]) => name),
    since: async (name, revision) => {
      const space = of(name)
      const missed = space.revision - revision
      if (missed < 0 || missed > space.commits.length) return { kind: 'lost', revision: space.revision }
      return { kind: 'tail', revision: space.revision, commits: missed === 0 ? [] : space.commits.slice(-missed) }
    },
    list: async (name, prefix, after = '') => {
      const keys = [...of(name).pairs.keys()].filter((key) => key.startsWith(prefix) && key > after).sort()
      const page = keys.slice(0, PAGE)
      return { pairs: page.map((key) => [key, of(name).pairs.get(key) ?? '']), next: keys.length > PAGE ? page.at(-1) : undefined }
    },
    commit: async (name, at, commit) => {
      const space = of(name)
      if (space.revision !== at) return { kind: 'conflict' }
      if (commit.wiped) space.pairs.clear()
      for (const [key, value] of commit.pairs) {
        if (value === null) space.pairs.delete(key)
        else space.pairs.set(key, value)
      }
      space.revision += 1
      space.commits = [...space.commits, commit].slice(-KEPT)
      return { kind: 'committed', revision: space.revision }
    },
    close: async () => undefined,
  }
}
