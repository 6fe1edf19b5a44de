import type { Offer } from '../../offer.ts'

/** What a run brings along that tests of this family read the pretend provider with. */
export const offer: Offer = {
  principals: new Set(['admin']),
  costs: new Set(['destructive', 'mutating']),
  params: { port: 'north' },
  otherParams: {},
  mayChangeGiven: false,
  known: new Map(),
  othersKnown: new Map(),
  shown: new Map(),
  othersShown: new Map(),
}
