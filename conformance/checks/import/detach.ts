import fc from 'fast-check'
import { check } from '../../check.ts'
import { plainKubeconfig } from '../../generate/kubeconfig.ts'
import { succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameView, volatileIn } from '../../judge/view.ts'
import { all, met } from '../../need.ts'
import { idParameter } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { vanishing } from '../vanishing.ts'
import { broughtIn, carrying, notTaken } from './attempts.ts'
import { importing } from './needs.ts'
import type { Handle } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Judgement } from '../../verdict.ts'

/** What has to stay. Providers that know a cluster again have the first of these already: then it says nothing. */
const others = ['a second import of the same cluster', 'an import of another cluster', 'one that was made here'] as const

/**
 * All that can be seen from outside of the API: what stands in the cluster that was detached, a person has to look at.
 */
const detach = check({
  id: 'imp.detach',
  cost: 'destructive',
  uses: 'own',
  each: 'provider',
  runs: 1,
  needs: (reading) => {
    const made = reading.creatable()
    return all({
      own: importing(reading),
      leaving: vanishing(reading),
      volatile: met(volatileIn(reading.type)),
      read: reading.operation('read'),
      lends: met(made.kind === 'met'),
    })
  },
  scenario: () => fc.constant(null),
  drive: async (api, { own, leaving, read, lends }) => {
    const bring = async (label: string, name: string) => {
      const made = api.own(await api.send(label, { operation: own.id, body: carrying(own, plainKubeconfig(name))(api.importBody()) }))
      if (made !== undefined) await api.settle('settling', made)
      return made
    }
    const cluster = api.name()
    const victim = await bring('import', cluster)
    const staying = [await bring(`import: ${others[0]}`, cluster), await bring(`import: ${others[1]}`, api.name()), lends ? await api.borrow() : undefined]
    if (victim === undefined) return
    const id = ({ params }: Handle) => params[idParameter(own.type)]
    const look = async (when: string) => {
      for (const [index, one] of staying.entries())
        if (one !== undefined && id(one) !== id(victim)) await api.send(`${when}: ${others[index]}`, { operation: read.id, params: one.params })
    }
    await look('before')
    await leaving.ask(api, 'delete', victim)
    await leaving.wait(api, 'leaving', victim)
    await look('after')
  },
  judge: (history, { own, leaving, volatile }) => {
    const [made, asked] = [history.find('import'), history.find('delete')]
    const id = broughtIn(own.type, made)
    if (id === undefined) return unclear(notTaken(made))
    if (!succeeded(asked)) return broken('an imported one can be deleted', told(asked), 'delete')
    if (leaving.sight.presence(history.find('leaving'), id) === 'there')
      return broken(`${id} gone within ${leaving.withinSeconds} seconds`, 'it is still there', 'leaving')
    return allOf(
      others.flatMap((other): readonly Judgement[] => {
        const [before, after] = [history.find(`before: ${other}`), history.find(`after: ${other}`)]
        if (!succeeded(before)) return []
        return [sameView(before, after, volatile) ? kept : broken(`${other} as it was`, told(after), `after: ${other}`)]
      }),
    )
  },
})

export const detaching: readonly Check[] = [detach]
