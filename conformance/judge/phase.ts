import { at } from '../../specs/json.ts'
import { sameJson } from './view.ts'
import type { Lifecycle, Phase } from '../../specs/behaviour.ts'
import type { Answer } from '../history.ts'

/** The phase an answer shows, by the contract's own word where the subject uses another one for it. */
export function phaseOf(lifecycle: Lifecycle, answer: Pick<Answer, 'json'> | undefined): string | undefined {
  const word = at(answer?.json, lifecycle.at)
  if (typeof word !== 'string') return undefined
  if (Object.hasOwn(lifecycle.phases, word)) return word
  for (const [phase, words] of Object.entries(lifecycle.aliases ?? {})) if (words.includes(word)) return phase
  return word
}

/** Whether a phase ends by itself, has settled or has failed; undefined for a phase the contract does not know. */
export function kindOf(lifecycle: Lifecycle, phase: string | undefined): Phase['kind'] | undefined {
  return phase === undefined ? undefined : lifecycle.phases[phase]?.kind
}

/**
 * Whether the resource an answer shows is in transition, has settled or has failed: as its phase tells, unless the contract
 * names a member that tells of work under way.
 */
export function standingOf(lifecycle: Lifecycle, answer: Pick<Answer, 'json'> | undefined): Phase['kind'] | undefined {
  const { busy } = lifecycle
  if (busy !== undefined && sameJson(at(answer?.json, busy.at), busy.is ?? true)) return 'transient'
  return kindOf(lifecycle, phaseOf(lifecycle, answer))
}
