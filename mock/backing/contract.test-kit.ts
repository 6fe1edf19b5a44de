import { expect, test } from 'vitest'
import { BackingError, KEPT, PAGE, type Backing, type Commit } from './backing.ts'

const commit = (...pairs: [string, string | null][]): Commit => ({ wiped: false, pairs })

/** What must hold of every backing, in the space of a name that nobody has used. */
export const promises: Readonly<Record<string, (backing: Backing, name: string) => Promise<void>>> = {
  'a space that nobody has written to stands at revision 0 and holds nothing': async (backing, name) => {
    expect(await backing.since(name, 0)).toEqual({ kind: 'tail', revision: 0, commits: [] })
    expect(await backing.list(name, '')).toEqual({ pairs: [], next: undefined })
    expect(await backing.spaces()).not.toContain(name)
  },

  'what was committed is listed, told as a tail, and found again in its order': async (backing, name) => {
    const [first, second] = [commit(['b', '1'], ['a', '{"x":"é\\u0000\u2028"}']), commit(['b', null], ['c', '""'])]

    expect(await backing.commit(name, 0, first)).toEqual({ kind: 'committed', revision: 1 })
    expect(await backing.commit(name, 1, second)).toEqual({ kind: 'committed', revision: 2 })

    expect(await backing.since(name, 0)).toEqual({ kind: 'tail', revision: 2, commits: [first, second] })
    expect(await backing.since(name, 1)).toEqual({ kind: 'tail', revision: 2, commits: [second] })
    expect(await backing.since(name, 2)).toEqual({ kind: 'tail', revision: 2, commits: [] })
    expect((await backing.list(name, '')).pairs.toSorted(([one], [other]) => (one < other ? -1 : 1))).toEqual([
      ['a', '{"x":"é\\u0000\u2028"}'],
      ['c', '""'],
    ])
    expect(await backing.spaces()).toContain(name)
  },

  'a commit at another revision than the present one changes nothing': async (backing, name) => {
    await backing.commit(name, 0, commit(['a', '1']))

    for (const at of [0, 2, 7]) expect(await backing.commit(name, at, commit(['a', '2'], ['b', '2']))).toEqual({ kind: 'conflict' })

    expect((await backing.list(name, '')).pairs).toEqual([['a', '1']])
    expect(await backing.since(name, 1)).toEqual({ kind: 'tail', revision: 1, commits: [] })
  },

  'of many commits at one revision one wins, and its changes alone are there': async (backing, name) => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => backing.commit(name, 0, commit(['winner', String(index)], [`of ${index}`, '1']))),
    )

    const winners = answers.flatMap(({ kind }, index) => (kind === 'committed' ? [index] : []))
    expect(winners).toHaveLength(1)
    expect((await backing.list(name, '')).pairs.toSorted(([one], [other]) => (one < other ? -1 : 1))).toEqual([
      [`of ${winners[0]}`, '1'],
      ['winner', String(winners[0])],
    ])
  },

  'a space that is wiped holds what the same commit puts, and its revisions go on': async (backing, name) => {
    await backing.commit(name, 0, commit(['a', '1'], ['b', '1']))

    expect(await backing.commit(name, 0, { wiped: true, pairs: [] })).toEqual({ kind: 'conflict' })
    expect(await backing.commit(name, 1, { wiped: true, pairs: [['b', '2']] })).toEqual({ kind: 'committed', revision: 2 })
    expect((await backing.list(name, '')).pairs).toEqual([['b', '2']])
    expect(await backing.commit(name, 2, { wiped: true, pairs: [] })).toEqual({ kind: 'committed', revision: 3 })
    expect(await backing.spaces()).not.toContain(name)
    expect(await backing.since(name, 1)).toMatchObject({ kind: 'tail', revision: 3, commits: [{ wiped: true }, { wiped: true, pairs: [] }] })
  },

  'spaces never see each other': async (backing, name) => {
    await backing.commit(name, 0, commit(['a', '1']))

    expect(await backing.commit(`${name}-b`, 0, commit(['a', '2']))).toMatchObject({ kind: 'committed' })
    expect((await backing.list(name, '')).pairs).toEqual([['a', '1']])
  },

  'keys are listed by their prefix, page by page, each once': async (backing, name) => {
    const keys = Array.from({ length: 2 * PAGE + 5 }, (_, index) => `["resource","${String(index).padStart(5, '0')}"]`)
    await backing.commit(name, 0, commit(...keys.map((key): [string, string] => [key, key]), ['["clock"]', '0'], ['["res_urce"]', '0']))

    const found: string[] = []
    let after: string | undefined
    do {
      const page = await backing.list(name, '["resource"', after)
      found.push(...page.pairs.map(([key, value]) => (key === value ? key : 'another')))
      after = page.next
    } while (after !== undefined)

    expect(found.toSorted()).toEqual(keys)
  },

  'who has fallen behind further than commits are kept is told to begin anew': async (backing, name) => {
    for (let at = 0; at < 2 * KEPT + 1; at += 1) await backing.commit(name, at, commit(['a', String(at)]))

    expect(await backing.since(name, 0)).toEqual({ kind: 'lost', revision: 2 * KEPT + 1 })
    expect(await backing.since(name, 2 * KEPT + 9)).toEqual({ kind: 'lost', revision: 2 * KEPT + 1 })
    expect(await backing.since(name, KEPT + 1)).toMatchObject({ kind: 'tail', revision: 2 * KEPT + 1 })
  },

  'after it was closed it fails with a BackingError that says what to do': async (backing, name) => {
    await backing.close()

    if (backing.name === 'memory') return
    await expect(backing.since(name, 0)).rejects.toBeInstanceOf(BackingError)
    await expect(backing.commit(name, 0, commit(['a', '1']))).rejects.toThrow(/^Failed to (reach|use) the store /)
  },
}

/** Puts them all to a backing. `space` gives a name that nobody has used. */
export function honoursItsContract(open: () => Promise<Backing>, space: () => string): void {
  test.each(Object.entries(promises))('%s', async (_, keep) => keep(await open(), space()))
}
