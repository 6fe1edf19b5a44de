import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { told } from '../../judge/status.ts'
import { all, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at, withAt } from '../../../specs/json.ts'
import { strongestOf } from '../action/findings.ts'
import { instantOf, near } from './instants.ts'
import { partsWhere } from './parts.ts'
import { shownBy } from './sights.ts'
import { clearAll, lookFor, madeId, seenBy, store } from './steps.ts'
import type { Json } from '../../../specs/json.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Part } from './parts.ts'
import type { PartSight } from './sights.ts'

/** What the server adds by itself, whatever the body says. */
export const added = check({
  id: 'part.added',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const adds = ({ stored, sights }: Part) => Object.keys(stored.adds ?? {}).length > 0 && sights.some(({ below }) => below === '')
    return all({ parts: partsWhere(reading, adds, `the server adds nothing to what is written to a ${reading.resource}`), type: met(reading.type) })
  },
  scenario: () => fc.constant(null),
  drive: async (api, { parts }) => {
    const handle = await api.make('create')
    for (const part of parts) {
      await store(api, part, { handle, label: `plain ${part.at}`, body: part.full(api.name()) })
      await lookFor(api, part, { handle, when: `plain ${part.at}` })
      await store(api, part, { handle, label: `forged ${part.at}`, body: forged(part, part.full(api.name())) })
      await lookFor(api, part, { handle, when: `forged ${part.at}` })
    }
    await clearAll(api, parts, handle)
  },
  judge: (history, { parts, type }) => {
    const id = madeId(history, type)
    return strongestOf(
      parts.flatMap((part) =>
        ['plain', 'forged'].flatMap((way) => {
          const label = `${way} ${part.at}`
          const write = history.find(label)
          // A forged body may well be refused.
          if (!succeeded(write)) return way === 'forged' ? [] : [unclear(`${part.store} got ${told(write)}`)]
          return part.sights
            .filter(({ below, added: isAdded }) => below === '' || isAdded)
            .map((sight) => leaning(right(history, { part, sight, label, id }), [...part.says, ...sight.says, ...(way === 'forged' ? [part.stored] : [])]))
        }),
      ),
    )
  },
})

const forgery = { now: '2001-02-03T04:05:06Z', caller: 'somebody else', id: '00000000-0000-4000-8000-000000000000' } as const

function forged({ stored }: Part, body: Json): Json {
  return Object.entries(stored.adds ?? {}).reduce<Json>((made, [place, what]) => withAt(made, place, forgery[what]), body)
}

interface Added {
  readonly part: Part
  readonly sight: PartSight
  readonly label: string
  readonly id: string | undefined
}

function right(history: History, { part, sight, label, id }: Added): Judgement {
  const exchange = seenBy(history, sight, { label, when: label })
  const write = history.find(label)
  if (exchange === undefined || !succeeded(exchange)) return kept
  const seen = shownBy(sight, exchange, { id, isText: part.isText })
  const places = Object.entries(part.stored.adds ?? {}).filter(([place]) => sight.below === '' || sight.below === place)
  for (const [place, what] of places) {
    const value = at(seen, place.slice(sight.below.length))
    const wrong = wrongly(value, { what, id, written: instantOf(answerOf(write)) })
    if (wrong !== undefined) return broken(`${wrong} at ${place} of ${part.at}`, text(value), exchange.label)
  }
  return kept
}

/** What should stand there, where it does not. A caller is known by some name: which one, nobody says. */
function wrongly(
  value: Json | undefined,
  { what, id, written }: { readonly what: 'now' | 'caller' | 'id'; readonly id: string | undefined; readonly written: number | undefined },
): string | undefined {
  switch (what) {
    case 'now':
      return near(value, written) ? undefined : 'the instant at which it was written'
    case 'caller':
      return typeof value === 'string' && value !== '' && value !== forgery.caller ? undefined : 'who wrote it'
    case 'id':
      return value === id ? undefined : 'the identifier of the resource'
  }
}
