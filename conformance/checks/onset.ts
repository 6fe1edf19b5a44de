import { met, unmet } from '../need.ts'
import { acting, isPlain, startsIn } from './action/acts.ts'
import { birth } from './lifecycle/graph.ts'
import type { Api, Handle } from '../api.ts'
import type { Need } from '../need.ts'
import type { Reading } from '../reading.ts'
import type { Act } from './action/acts.ts'

/** What first leads a resource of the type under test through phases: its create or, where that settles at once, an action on it. */
export interface Onset {
  /** The action that does; undefined where the create does by itself. */
  readonly act: Act | undefined
}

/** Leans on the action only: whoever looks at what a create begins says so. */
export function onset(reading: Reading): Need<Onset> {
  const born = birth(reading)
  if (born.kind === 'unmet') return met({ act: undefined })
  const { lifecycle, initial, end } = born.value
  if (initial !== end || (lifecycle.triggers['create']?.through.length ?? 0) > 0) return met({ act: undefined })
  const found = acting(reading)
  const act = found.kind === 'met' ? found.value.acts.find((one) => isPlain(one) && startsIn(one, end) && one.trigger.through.length > 0) : undefined
  if (act === undefined) return unmet(`a ${reading.resource} settles as soon as it is made, and nothing then sets it in motion`)
  return met({ act }, ...act.says)
}

/** Sets one in motion that was just made. What is sent is recorded under `start`. */
export async function setOff(api: Api, { act }: Onset, { params }: Pick<Handle, 'params'>): Promise<void> {
  if (act !== undefined) await api.send('start', act.plan(params))
}
