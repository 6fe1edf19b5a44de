import { answerOf } from '../../history.ts'
import { idIn, idParameter } from '../../resources.ts'
import { isOurs } from '../idempotency/effects.ts'
import { itemsAt } from '../sight.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { RequestPlan } from '../../api.ts'
import type { Command } from '../../model/command.ts'
import type { Hands, Slot } from './hands.ts'

/** Sends a request and hangs up before its answer comes. What follows finds out, as far as it can be known, what came of it. */
export async function lose(hands: Hands, label: string, command: Extract<Command, { readonly do: 'lose' }>): Promise<void> {
  const lost = { hangUp: 'after-send', mayBeLost: true } as const
  switch (command.what) {
    case 'create':
      return loseCreate(hands, label, lost)
    case 'update':
      return hands.with(command.of, ['there'], async (slot) => {
        const plan = hands.updating(slot, { field: command.of, value: command.value })
        if (plan !== undefined) await hands.api.send(label, { ...plan, ...lost })
        await hands.look(`${label} (look)`, slot)
        await hands.look(`${label} (look)`, slot)
      })
    case 'delete':
      return hands.with(command.of, ['there'], async (slot) => {
        await hands.api.send(label, { operation: hands.machine.vanishing.remove.id, params: slot.params, ...lost })
        slot.life = 'leaving'
        await hands.look(`${label} (look)`, slot)
        // Whether it was done or not, it is now: nothing is left in doubt that costs money.
        if (slot.life === 'leaving') await hands.remove(`${label} (again)`, slot)
      })
  }
}

/** Only where what came of it can be found again: by its name, or by its key. */
async function loseCreate(hands: Hands, label: string, lost: Pick<RequestPlan, 'hangUp' | 'mayBeLost'>): Promise<void> {
  const { create, rules, list } = hands.machine
  const isNamed = rules.type.identity.from === 'client'
  const key = await hands.key()
  if (!isNamed && (key === undefined || list === undefined)) return
  const body = hands.api.body()
  const plan = hands.making(create.id, body, key)
  await hands.api.send(label, { ...plan, ...lost })
  if (key === undefined) return adopt(hands, label, body)
  const again = await hands.api.poll(`${label} (again)`, plan, (exchange) => (answerOf(exchange)?.status ?? 500) < 500)
  hands.note(again)
  if (hands.added(again, { body, key, by: create.id }) === undefined) await discard(hands, `${label} (after)`, body)
}

/** Takes a resource for made whose create was lost: its name is known, and whether it is there will show. */
async function adopt(hands: Hands, label: string, body: JsonObject): Promise<void> {
  const { type } = hands.machine.rules
  const slot: Slot = {
    params: { ...hands.parents, [idParameter(type)]: idIn(type, body) ?? '' },
    body,
    key: undefined,
    by: hands.machine.create.id,
    life: 'there',
    tags: [],
    work: undefined,
  }
  hands.slots.push(slot)
  await hands.look(`${label} (look)`, slot)
  await hands.look(`${label} (look)`, slot)
}

/** Deletes what came of a body after all, where no answer told of it. */
async function discard(hands: Hands, label: string, body: JsonObject): Promise<void> {
  const { list, rules, vanishing } = hands.machine
  if (list === undefined || rules.items === undefined) return
  const listed = await hands.send(label, { operation: list.id, params: hands.parents })
  const known = new Set(hands.slots.map((slot) => hands.idOf(slot)))
  for (const item of itemsAt(listed, rules.items)) {
    const id = idIn(rules.type, item)
    if (id !== undefined && !known.has(id) && isOurs(item, [body]))
      await vanishing.ask(hands.api, `${label} (discard)`, { params: { ...hands.parents, [idParameter(rules.type)]: id } })
  }
}
