import type { Json } from '../../specs/json.ts'
import { named } from '../faults/plan.ts'
import { isFaultPlan, planMistakes } from '../faults/read.ts'
import { nothing, told } from './answer.ts'
import type { Ask, Handler } from './ask.ts'
import { problem } from './problem.ts'

export const getFaults: Handler = (ask) => told(shown(ask))

export const setFaults: Handler = (ask) => {
  const { body } = ask
  if (!isFaultPlan(body)) return problem(400, 'Failed to plan the faults: they are of no form that GET /__admin/docs describes.')
  const mistakes = planMistakes(body.faults, ask.host.contracts)
  const [first] = mistakes
  if (first !== undefined) return problem(400, `Failed to plan the faults: ${first.detail}.`, mistakes)
  ask.world().faults.set(named(body.faults))
  return told(shown(ask))
}

export const clearFaults: Handler = ({ world }) => {
  world().faults.set([])
  return nothing()
}

function shown({ world }: Ask): Json {
  const { faults } = world()
  const plan: Json = JSON.parse(JSON.stringify(faults.plan))
  return { faults: plan, counts: faults.counts().map(({ id, matched, fired }) => ({ id, matched, fired })), neverFired: faults.neverFired() }
}
