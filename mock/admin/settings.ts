import { isObject, type Json, type JsonObject } from '../../specs/json.ts'
import type { Host } from '../host.ts'
import type { Pace } from '../lifecycle.ts'
import type { Settings } from '../settings.ts'
import { unanswerable } from '../successes.ts'
import { told } from './answer.ts'
import type { Handler } from './ask.ts'
import { problem } from './problem.ts'
import { text, texts } from './text.ts'

export const getSettings: Handler = ({ world }) => told(shown(world().settings))

export const changeSettings: Handler = ({ host, world, body }) => {
  const strange = unknownPhase(host, body['phaseWords']) ?? unknownSuccess(host, body['successes'])
  if (strange !== undefined) return strange
  world().set(changes(body))
  return told(shown(world().settings))
}

export const listDefects: Handler = ({ host, world }) => {
  const on = world().settings.defects
  return told({ defects: host.defects.map(({ id, sentence, violates }) => ({ id, sentence, violates, on: on.includes(id) })) })
}

export const setDefects: Handler = (ask) => {
  ask.world().set({ defects: texts(ask.body['ids']) })
  return listDefects(ask)
}

function shown({ pace, limits, phaseWords, successes, phaseMovesTag, defects }: Settings): JsonObject {
  return {
    pace: typeof pace === 'string' ? pace : `reads:${pace.reads}`,
    phaseMovesTag,
    phaseWords,
    successes,
    limits: typeof limits === 'boolean' ? limits : { ...limits },
    defects,
  }
}

function changes(body: JsonObject): Partial<Settings> {
  const { pace, phaseMovesTag, phaseWords, successes, limits, defects } = body
  return {
    ...(typeof pace === 'string' ? { pace: paceOf(pace) } : {}),
    ...(typeof phaseMovesTag === 'boolean' ? { phaseMovesTag } : {}),
    ...(isObject(phaseWords) ? { phaseWords: Object.fromEntries(Object.entries(phaseWords).map(([phase, word]) => [phase, text(word)])) } : {}),
    ...(isObject(successes) ? { successes: statusesOf(successes) } : {}),
    ...(limits === undefined ? {} : { limits: limitsOf(limits) }),
    ...(defects === undefined ? {} : { defects: texts(defects) }),
  }
}

/** Read from a text that its schema has judged. */
function paceOf(text: string): Pace {
  if (text === 'immediate' || text === 'time' || text === 'manual') return text
  return { reads: Number(text.slice('reads:'.length)) }
}

/** Read from a value that its schema has judged. */
export function limitsOf(value: Json): Settings['limits'] {
  if (!isObject(value)) return value === true
  return { requests: Number(value['requests']), windowSeconds: Number(value['windowSeconds']) }
}

/** A word for a phase that no contract has would never be seen: more likely it was misspelt. */
function unknownPhase(host: Host, words: Json | undefined): Response | undefined {
  if (!isObject(words)) return undefined
  const phases = host.contracts.flatMap(({ behaviour }) => Object.values(behaviour.lifecycles ?? {}).flatMap((lifecycle) => Object.keys(lifecycle.phases)))
  const unknown = Object.keys(words).find((phase) => !phases.includes(phase))
  if (unknown === undefined) return undefined
  const detail = `"phaseWords.${unknown}" is no phase. Allowed: ${[...new Set(phases)].join(', ')}.`
  return problem(400, `Failed to change the settings: ${detail}`, [{ pointer: `/phaseWords/${unknown}`, detail }])
}

/** Read from a value that its schema has judged. */
function statusesOf(value: JsonObject): Settings['successes'] {
  return Object.fromEntries(Object.entries(value).map(([operation, status]) => [operation, Number(status)]))
}

function unknownSuccess(host: Host, successes: Json | undefined): Response | undefined {
  const wrong = isObject(successes) ? unanswerable(host.contracts, statusesOf(successes)) : undefined
  if (wrong === undefined) return undefined
  const detail = `"successes.${wrong.operation}" cannot be set: ${wrong.detail}.`
  return problem(400, `Failed to change the settings: ${detail}`, [{ pointer: `/successes/${wrong.operation}`, detail }])
}
