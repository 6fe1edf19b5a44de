import type { Lifecycle } from '../../../specs/behaviour.ts'
import { courseOf, type Standing } from '../../lifecycle.ts'
import { lifecycleOf, stands, type Moment } from '../../moment.ts'
import type { Progress, Resource } from '../../record.ts'

export type Kind = 'transient' | 'settled' | 'failed' | 'gone'

/** One phase on the way of what was set in motion last. */
export interface Stop {
  readonly phase: string
  readonly kind: Kind
  readonly is: 'past' | 'now' | 'next'
  /** When it began or will begin, in milliseconds since 1970, where the clock alone decides that. */
  readonly at?: number
}

/** Where a resource stands, and the way that it takes. */
export interface Life {
  readonly standing: Standing
  readonly kind: Kind
  readonly trigger: string
  /** When that was, in milliseconds since 1970. */
  readonly began: number
  readonly stops: readonly Stop[]
}

/** Undefined where a resource has no lifecycle, or was never set in motion. */
export function lifeOf(moment: Moment, resource: Resource): Life | undefined {
  const lifecycle = lifecycleOf(moment, resource.type)
  const { progress } = resource
  const course = lifecycle && progress && courseOf(lifecycle, progress)
  if (lifecycle === undefined || progress === undefined || course === undefined) return undefined
  const standing = stands(moment, resource)
  const isTimed = moment.settings.pace === 'time' && progress.moved === 0
  let at = progress.at
  const stops = [...course.through, { phase: course.to, seconds: 0 }].map(({ phase: named, seconds }, index): Stop => {
    const phase = phaseOf(named, progress)
    const stop = {
      phase,
      kind: kindOf(lifecycle, phase),
      is: index < standing.step ? 'past' : index === standing.step ? 'now' : 'next',
      ...(isTimed && { at }),
    } as const
    at += seconds * 1000
    return stop
  })
  return { standing, kind: kindOf(lifecycle, standing.phase), trigger: progress.trigger, began: progress.at, stops }
}

function phaseOf(named: string, { before }: Progress): string {
  return named === 'before' ? (before ?? '') : named
}

function kindOf({ phases }: Lifecycle, phase: string): Kind {
  return phases[phase]?.kind ?? 'gone'
}
