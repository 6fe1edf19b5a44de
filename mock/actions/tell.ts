import type { Outcome } from '../call.ts'
import type { Context } from '../context.ts'
import { addressOf } from '../existence.ts'
import type { Resource } from '../record.ts'
import { shown } from './reply.ts'

/** Answers about no resource at all. What the path tells is known nevertheless. */
export function tell(context: Context): Outcome {
  const { behaviour, type, params } = context
  const unknown = type.address.findIndex((name) => params[name] === undefined)
  const address = addressOf(context, unknown < 0 ? type.address : type.address.slice(0, unknown))
  const nobody: Resource = { ...blank, type: behaviour.resource, address }
  return { reply: shown(context, nobody, { shows: behaviour.shows ?? {} }), changes: [] }
}

const blank = { uid: '', revision: 0, born: 0, created: 0, updated: 0, generation: 0, fields: {}, settled: {}, settledGeneration: 0 }
