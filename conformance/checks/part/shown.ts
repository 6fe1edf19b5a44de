import fc from 'fast-check'
import { check } from '../../check.ts'
import { succeeded } from '../../history.ts'
import { isBlank } from '../../judge/effect.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { told } from '../../judge/status.ts'
import { all, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at, isObject } from '../../../specs/json.ts'
import { strongestOf } from '../action/findings.ts'
import { partsOf } from './parts.ts'
import { shownBy } from './sights.ts'
import { clearAll, isGone, isThere, lookFor, seenBy, sentIn, store, madeId } from './steps.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Part } from './parts.ts'

/** Written once: shown wherever the contract says. */
export const shown = check({
  id: 'part.shown',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ parts: partsOf(reading), type: met(reading.type) }),
  scenario: () => fc.constant(null),
  drive: async (api, { parts }) => {
    const handle = await api.make('create')
    for (const part of parts) {
      await lookFor(api, part, { handle, when: `before ${part.at}` })
      await store(api, part, { handle, label: part.store, body: part.full(api.name()) })
      await lookFor(api, part, { handle, when: part.store })
    }
    await clearAll(api, parts, handle)
  },
  judge: (history, { parts, type }) => {
    const id = madeId(history, type)
    return strongestOf(
      parts.flatMap((part) => {
        const write = history.find(part.store)
        if (!succeeded(write)) return [leaning(refusedPlain(told(write), part), part.says)]
        return [
          isGone(history, { part, label: part.store, when: `before ${part.at}`, id }, 'before it was written'),
          isThere(history, { part, label: part.store, when: part.store, id }),
        ]
      }),
    )
  },
})

function refusedPlain(status: string, { store: operation }: Part): Judgement {
  return /status (401|402|403|429)|never|no answer/.test(status) ? unclear(`${operation} got ${status}`) : broken(`${operation} is done`, status, operation)
}

/** Written again with less: what was there before is gone altogether. */
export const replaced = check({
  id: 'part.replaced',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ parts: partsOf(reading), type: met(reading.type) }),
  scenario: () => fc.constant(null),
  drive: async (api, { parts }) => {
    const handle = await api.make('create')
    for (const part of parts) {
      await store(api, part, { handle, label: `first ${part.at}`, body: part.full(api.name()) })
      await store(api, part, { handle, label: `second ${part.at}`, body: part.least(api.name()) })
      await lookFor(api, part, { handle, when: `second ${part.at}` })
    }
    await clearAll(api, parts, handle)
  },
  judge: (history, { parts, type }) => {
    const id = madeId(history, type)
    return strongestOf(
      parts.flatMap((part) => {
        const [first, second] = [`first ${part.at}`, `second ${part.at}`]
        if (!succeeded(history.find(first))) return [unclear(`${part.store} got ${told(history.find(first))}`)]
        if (!succeeded(history.find(second))) return [refusedAgain(told(history.find(second)), part)]
        return [isThere(history, { part, label: second, when: second, id }), leftOver(history, part, { first, second, id })].map((one) =>
          leaning(one, [part.stored]),
        )
      }),
    )
  },
})

/** Where it is only assumed that another one takes the place of the first, it may as well be refused. */
function refusedAgain(status: string, part: Part): Judgement {
  return part.stored.basis === 'assumed'
    ? unclear(`${part.store} is not done twice: ${status}`)
    : leaning(refusedPlain(status, part), [...part.says, part.stored])
}

/** Judges that no member is shown any more that only the first body had. */
function leftOver(
  history: History,
  part: Part,
  { first, second, id }: { readonly first: string; readonly second: string; readonly id: string | undefined },
): Judgement {
  const [was, is] = [first, second].map((label) => sentIn(part, history.find(label)))
  if (!isObject(was) || !isObject(is)) return kept
  const dropped = Object.keys(was).filter((name) => is[name] === undefined && part.stored.adds?.[`/${name}`] === undefined)
  for (const sight of part.sights) {
    const exchange = seenBy(history, sight, { label: second, when: second })
    const seen = shownBy(sight, exchange, { id, isText: part.isText })
    const left = dropped.find((name) => (sight.below === '' ? !isBlank(at(seen, `/${name}`)) : sight.below === `/${name}` && !isBlank(seen)))
    if (left !== undefined && exchange !== undefined)
      return leaning(broken(`no ${left} any more in ${part.at}`, text(sight.below === '' ? at(seen, `/${left}`) : seen), exchange.label), [
        ...part.says,
        ...sight.says,
      ])
  }
  return kept
}
