import { lifetimeChecks } from './lifetime.ts'
import { ownScopeChecks } from './own-scope.ts'
import { roleChecks } from './roles.ts'
import { tokenChecks } from './tokens.ts'
import { unauthenticatedChecks } from './unauthenticated.ts'
import type { Check } from '../../check.ts'

/** Who may do what, and how long a credential lives. */
export const authentication: readonly Check[] = [...unauthenticatedChecks, ...tokenChecks, ...roleChecks, ...ownScopeChecks, ...lifetimeChecks]
