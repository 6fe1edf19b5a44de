import fc from 'fast-check'
import { check } from '../../check.ts'
import { Blocked } from '../../api.ts'
import { refused } from '../../judge/refused.ts'
import { allOf } from '../../judge/status.ts'
import { all, optional } from '../../need.ts'
import { another } from '../errors/absent.ts'
import { itemsAt } from '../sight.ts'
import { commanding, owned, work } from './needs.ts'
import type { Check } from '../../check.ts'

const unknown = check({
  id: 'lro.absent',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      work: work(reading),
      list: owned(reading),
      wait: optional(commanding(reading, 'wait')),
      cancel: optional(commanding(reading, 'cancel')),
      refusal: reading.refusal('absent'),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { work: { plan, idOf }, list, wait, cancel }) => {
    const handle = await api.borrow()
    const [id] = itemsAt(await api.send('past', list.plan(handle)), list.items).flatMap((item) => idOf(item) ?? [])
    if (id === undefined) throw new Blocked('no long-running operation about a resource that is there is listed')
    await api.send('control', plan(id))
    for (const one of [plan, wait?.plan, cancel?.plan]) if (one !== undefined) await api.send('attempt', one(another(id)))
  },
  judge: (history, { refusal: { statuses } }) =>
    allOf(history.all('attempt').map((attempt) => refused({ control: history.find('control'), attempt, statuses }))),
})

export const absences: readonly Check[] = [unknown]
