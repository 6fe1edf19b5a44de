import { fileURLToPath } from 'node:url'
import { subjectAt } from '../../fixtures/boatyard/subject.ts'
import { loadContract } from '../../specs/load.ts'
import { machine } from '../checks/model/machine.ts'
import { History } from '../history.ts'
import { offerOf } from '../offer.ts'
import { readable } from '../readable.ts'
import { Reading } from '../reading.ts'
import { judged } from './judge.ts'
import type { Json, JsonObject } from '../../specs/json.ts'
import type { Machine } from '../checks/model/machine.ts'
import type { Exchange } from '../history.ts'
import type { Judgement } from '../verdict.ts'

const contract = readable(await loadContract(fileURLToPath(new URL('../../fixtures/boatyard', import.meta.url))))

/** What the suite may do with boats of the made-up yard. */
export function boats(): Machine {
  const need = machine(new Reading(contract, offerOf(subjectAt('http://127.0.0.1:1')), 'boat'))
  if (need.kind === 'unmet') throw new Error(need.because)
  return need.value
}

interface Made {
  readonly operation: string
  readonly method: string
  readonly target?: string
  readonly status: number | 'lost'
  readonly body?: Json
  readonly json?: Json
  readonly tag?: string
  readonly ifMatch?: string
  readonly label?: string
}

/** One exchange in short; its number is its place in the history. */
export type Told = (number: number) => Exchange

function told({ operation, method, target = '', status, body, json, tag, ifMatch, label }: Made): Told {
  const text = json === undefined ? '' : JSON.stringify(json)
  return (number) => ({
    label: label ?? `${number} ${operation}`,
    number,
    operation,
    principal: 'admin',
    request: {
      method,
      target: `/v1/yards/north/boats${target}`,
      headers: ifMatch === undefined ? [] : [['if-match', ifMatch]],
      ...(body !== undefined && { body: JSON.stringify(body) }),
    },
    sent: number * 10,
    received: number * 10 + 1,
    outcome:
      status === 'lost'
        ? { kind: 'lost', reason: 'the suite hung up' }
        : { kind: 'answered', response: { status, headers: tag === undefined ? [] : [['etag', tag]], body: text, bytes: text.length, utf8: true, json } },
  })
}

export function boat(name: string, more: JsonObject = {}): JsonObject {
  return { name, hull: 'wood', state: 'afloat', ...more }
}

type More = Partial<Pick<Made, 'tag' | 'ifMatch' | 'json' | 'label'>>

export const create = (name: string, status: Made['status'] = 201, more: More = {}): Told =>
  told({ operation: 'createBoat', method: 'POST', status, body: { name, hull: 'wood' }, ...(status === 201 && { json: boat(name) }), ...more })

export const read = (name: string, shown: JsonObject | number = {}, more: More = {}): Told =>
  told({
    operation: 'getBoat',
    method: 'GET',
    target: `/${name}`,
    ...(typeof shown === 'number' ? { status: shown } : { status: 200, json: boat(name, shown) }),
    ...more,
  })

export const list = (names: readonly (string | JsonObject)[], more: More = {}): Told =>
  told({ operation: 'listBoats', method: 'GET', status: 200, json: { boats: names.map((one) => (typeof one === 'string' ? boat(one) : one)) }, ...more })

export const update = (name: string, body: JsonObject, ...[status = 200, more = {}]: readonly [status?: Made['status'], more?: More]): Told =>
  told({ operation: 'updateBoat', method: 'PATCH', target: `/${name}`, status, body, ...(status === 200 && { json: boat(name, body) }), ...more })

export const remove = (name: string, status: Made['status'] = 204): Told => told({ operation: 'deleteBoat', method: 'DELETE', target: `/${name}`, status })

/** What the model says of a history, on an endpoint that others use too. */
export function judge(...steps: readonly Told[]): Judgement {
  return judged(historyOf(steps), { ...boats().rules, alone: false })
}

/** The same on a stand-in. */
export function judgeAlone(...steps: readonly Told[]): Judgement {
  return judged(historyOf(steps), { ...boats().rules, alone: true })
}

export function historyOf(steps: readonly Told[]): History {
  return new History(steps.map((step, index) => step(index + 1)))
}
