import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { moved } from '../../judge/effect.ts'
import { accepted, told } from '../../judge/status.ts'
import { all } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { makeDependant, namingBody, removeDependant } from '../dependant.ts'
import { vanishing } from '../vanishing.ts'
import { versionsIn } from '../validation/verdicts.ts'
import { lookAt, relation } from './needs.ts'
import type { Check } from '../../check.ts'

/** From its first to its last day: made, named, freed, deleted. */
const order = check({
  id: 'pre.order',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ between: relation(reading), leaving: vanishing(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { between, leaving }) => {
    const handle = await api.make('create', between.type.serves?.fields)
    const named = await lookAt(api, between, { label: 'named', handle })
    const by = await makeDependant(api, between.by, { label: 'dependant', named })
    await removeDependant(api, between.by, { label: 'dependant', handle: by })
    await leaving.ask(api, 'delete', handle)
    await leaving.wait(api, 'gone', handle)
  },
  judge: (history, { between, leaving }) => {
    const [freed, remove, gone] = ['dependant gone', 'delete', 'gone'].map((label) => history.find(label))
    if (succeeded(freed) || answerOf(freed) === undefined) return unclear(`what named it was not seen to be gone: ${told(freed)}`)
    const taken = accepted(remove)
    if (taken.kind !== 'kept') return taken
    const presence = leaving.sight.presence(gone, idIn(between.type, history.answer('create')?.json))
    return presence === 'there'
      ? broken('it is gone', `${told(remove)}, and yet it is there`, 'delete')
      : presence === 'gone'
        ? kept
        : unclear(`whether it is gone is not known: ${told(gone)}`)
  },
})

const readsUnchanged = check({
  id: 'pre.reads-unchanged',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ between: relation(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { between }) => {
    const handle = await api.make('create', between.type.serves?.fields)
    const named = await lookAt(api, between, { label: 'before', handle })
    await api.send('naming', { operation: between.by.create, body: await namingBody(api, between.by, named) })
    await lookAt(api, between, { label: 'after', handle })
  },
  judge: (history, { between: { type, sight } }) => {
    const [naming, before, after] = ['naming', 'before', 'after'].map((label) => history.find(label))
    if (!succeeded(naming)) return unclear(`nothing that names it was made: ${told(naming)}`)
    const id = idIn(type, history.answer('create')?.json)
    const [was, is] = [before, after].map((exchange) => sight.shown(exchange, id))
    if (was === undefined || is === undefined) return unclear(`what it showed before or after is not known: ${told(before)}, ${told(after)}`)
    const places = moved(type, { before: was, after: is }, versionsIn(type))
    return places.length === 0 ? kept : broken('what is named is as it was', `${told(naming)}, and ${places.join(', ')} changed`, 'naming')
  },
})

export const ordered: readonly Check[] = [order, readsUnchanged]
