import fc from 'fast-check'
import { Blocked } from '../../api.ts'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, statusIn, told } from '../../judge/status.ts'
import { differences, sameJson, view } from '../../judge/view.ts'
import { all, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { idOf, singleEffect } from './effects.ts'
import { keys, making, provided } from './needs.ts'
import { Sender } from './steps.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Making } from './needs.ts'

const once = { cost: 'destructive', each: 'resource', runs: 1, scenario: () => fc.constant(null) } as const

interface Reused {
  readonly given: Making
  readonly read: string
}

function reused(reading: Reading): Need<Reused> {
  const need = all({ given: making(reading), read: reading.operation('read') })
  return need.kind === 'met' ? { ...need, value: { given: need.value.given, read: need.value.read.id } } : need
}

/** What a contract says of one key under two bodies. */
function reuse(reading: Reading): Need<'replay' | 'refuse'> {
  const need = keys(reading)
  return need.kind === 'met' ? met(need.value.reuse.policy, ...need.leansOn, need.value.reuse) : need
}

/** One key under two bodies, then under the first one once more. */
async function sendTwo(api: Api, { given, read }: Reused): Promise<void> {
  const sender = await Sender.begin(api, given)
  const other = given.body(api)
  if (sameJson(sender.body, other)) throw new Blocked('two bodies that differ could not be made')
  const { params } = sender.made(await sender.send('first'))
  const label = given.work === undefined ? 'earlier' : 'settling'
  await api.settle(label, { resource: '', params, body: {} })
  await api.send('earlier', { operation: read, params })
  await sender.send('other', { body: other })
  await api.send('later', { operation: read, params })
  await sender.send('again')
  await sender.end(other)
}
