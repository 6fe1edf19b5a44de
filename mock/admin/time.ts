import type { Json } from '../../specs/json.ts'
import type { Clock } from '../clock.ts'
import { told } from './answer.ts'
import type { Ask, Handler } from './ask.ts'
import { text } from './text.ts'

export const getClock: Handler = ({ world }) => told({ ...world().clock.state() })

export const freezeClock: Handler = moving((clock, { body }) => clock.freeze(body['at'] === undefined ? undefined : instant(body['at'])))

export const advanceClock: Handler = moving((clock, { body }) => clock.advance(amount(body['seconds']) * 1000 + amount(body['milliseconds'])))

export const setClock: Handler = moving((clock, { body }) => clock.set(instant(body['at'])))

export const scaleClock: Handler = moving((clock, { body }) => clock.scale(amount(body['factor'])))

export const resetClock: Handler = moving((clock) => clock.reset())

function moving(move: (clock: Clock, ask: Ask) => void): Handler {
  return (ask) => {
    const { clock } = ask.world()
    move(clock, ask)
    return told({ ...clock.state() })
  }
}

function instant(value: Json | undefined): string | number {
  return typeof value === 'number' ? value : text(value)
}

function amount(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0
}
