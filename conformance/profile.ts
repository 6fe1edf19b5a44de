import type { Cost } from './cost.ts'

/**
 * How far a run goes. `read-only` sends safe methods only (RFC 9110 section 9.2.1). `core` makes few resources that cost anything:
 * one life carries many checks, and what is left over of its budget goes to those that need a create of their own. `full` is everything.
 */
export const profiles = ['read-only', 'core', 'full'] as const
export type Profile = (typeof profiles)[number]

/** What checks may do in a profile. */
export function costsOf(profile: Profile): readonly Cost[] {
  switch (profile) {
    case 'read-only':
      return ['safe']
    case 'core':
    case 'full':
      return ['safe', 'refused', 'mutating', 'destructive', 'burst']
  }
}
