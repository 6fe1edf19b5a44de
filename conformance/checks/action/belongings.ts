import { answerOf, succeeded } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { differences, view } from '../../judge/view.ts'
import { map } from '../../need.ts'
import { operationFor, resourceOf } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import type { Shown } from '../../../specs/behaviour.ts'
import type { Api, Handle } from '../../api.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** Everything that is to be seen of a resource and of what comes with it: each look, and what may differ there although nobody wrote. */
export interface Look {
  readonly operation: string
  readonly without: readonly string[]
}

/** What moves by itself, or with every write. */
const passing: readonly Shown['is'][] = ['revision', 'updated', 'generation', 'observed-generation', 'since', 'age', 'busy']

export function belongings(reading: Reading): Need<readonly Look[]> {
  return map(reading.document(), (contract) => {
    const reads = [reading.resource, ...(reading.type.companions ?? [])].flatMap((resource) => {
      const read = operationFor(contract, resource, 'read')
      const { type } = resourceOf(contract, resource)
      const own = [...movingIn(type.shows), ...(type.moves ?? []).flatMap(({ places }) => places), ...(type.tag?.body === undefined ? [] : [type.tag.body])]
      return read === undefined ? [] : [{ operation: read.id, without: own }]
    })
    const views = [...contract.operations.values()].flatMap(({ id, method, behaviour }) =>
      behaviour?.action === 'view' && behaviour.resource === reading.resource && method === 'GET' && behaviour.shows?.[''] === undefined
        ? [{ operation: id, without: movingIn(behaviour.shows) }]
        : [],
    )
    return [...reads, ...views]
  })
}

function movingIn(shows: Readonly<Record<string, Shown>> = {}): readonly string[] {
  return Object.entries(shows).flatMap(([place, { is }]) => (passing.includes(is) ? [place] : []))
}

/** Looks at all of it. */
export async function lookAround(api: Api, looks: readonly Look[], { handle, when }: { readonly handle: Handle; readonly when: string }): Promise<void> {
  for (const { operation } of looks) await api.send(`${operation} ${when}`, { operation, params: handle.params })
}

/** Judges that two such looks around saw the same. */
export function sameAround(history: History, looks: readonly Look[], { before, after, what }: Record<'before' | 'after' | 'what', string>): Judgement {
  const seen = looks.map(({ operation, without }) => ({
    without,
    sides: [before, after].map((when) => history.find(`${operation} ${when}`)),
    at: `${operation} ${after}`,
  }))
  const known = seen.filter(({ sides: [was] }) => succeeded(was))
  if (known.length === 0) return unclear('nothing was seen before')
  const lost = known.find(({ sides: [, is] }) => !succeeded(is))
  if (lost !== undefined) return broken(`all as it was before ${what}`, told(lost.sides[1]), lost.at)
  for (const { without, sides, at } of known) {
    const [was, is] = sides.map((exchange) => view(answerOf(exchange)?.json, without))
    const places = differences(was, is)
    if (places.length > 0) return broken(`all as it was before ${what}`, `${places.join(', ')} changed`, at)
  }
  return kept
}
