import type { Json } from '../specs/json.ts'
import type { Cost } from './cost.ts'
import type { Knew, Offered } from './evidence.ts'
import { costsOf } from './profile.ts'
import { KUBECONFIG } from './subject/vault.ts'
import type { Profile } from './profile.ts'
import type { Subject } from './subject/subject.ts'

/** What a subject brings along, as far as it decides which checks apply. */
export interface Offer {
  readonly principals: ReadonlySet<string>
  readonly costs: ReadonlySet<Cost>
  /** Path parameters known before anything was made, e.g. `tenant`. */
  readonly params: Readonly<Record<string, string>>
  /** Path parameters of the principal `other`, where there is one. */
  readonly otherParams: Readonly<Record<string, string>>
  readonly mayChangeGiven: boolean
  /** True where few resources may be made, so that traffic for its own sake makes none. */
  readonly isFrugal?: boolean
  /** True where the subject's clock can be moved, so that a day passes in an instant. */
  readonly movesClock?: boolean
  /** Identifiers of what request bodies refer to, by the name of their path parameter: given ones, and those found at first contact. */
  readonly known: Map<string, string>
  /** The same for the principal `other`. */
  readonly othersKnown: Map<string, string>
  /** What those resources show, by the same names: fields of bodies follow from them. */
  readonly shown: Map<string, Json>
  readonly othersShown: Map<string, Json>
  /** A kubeconfig that may be imported, in the form in which evidence shows it. */
  readonly kubeconfig?: string
}

/** The offer that evidence tells of. */
export function offered(told: Offered, found: Knew): Offer {
  return {
    ...told,
    principals: new Set(told.principals),
    costs: new Set(told.costs),
    known: new Map(Object.entries(found.known)),
    othersKnown: new Map(Object.entries(found.othersKnown)),
    shown: new Map(Object.entries(found.shown)),
    othersShown: new Map(Object.entries(found.othersShown)),
  }
}

export function offerOf(subject: Subject, profile: Profile = 'full'): Offer {
  const { principals, params } = subject
  const within = costsOf(profile)
  const costs = new Set<Cost>((subject.costs ?? within).filter((cost) => within.includes(cost)))
  if (subject.burst === undefined) costs.delete('burst')
  return {
    principals: new Set(
      Object.entries(principals)
        .filter(([, credential]) => credential !== undefined)
        .map(([name]) => name),
    ),
    costs,
    params: { ...params, ...principals.admin.params },
    otherParams: { ...params, ...principals.other?.params },
    mayChangeGiven: subject.mayChangeGiven === true,
    isFrugal: profile === 'core',
    ...(subject.kubeconfig !== undefined && { kubeconfig: KUBECONFIG }),
    movesClock: subject.pass !== undefined && subject.isRehearsal !== true,
    known: new Map(Object.entries({ ...params, ...principals.admin.params })),
    othersKnown: new Map(Object.entries(principals.other?.params ?? {})),
    shown: new Map(),
    othersShown: new Map(),
  }
}
