import { creating } from './create.ts'
import { forgeries } from './forged.ts'
import { identities } from './identity.ts'
import { namesOfTheLiving } from './names.ts'
import { phases } from './phases.ts'
import { readiness } from './ready.ts'
import { impliedMonitors } from './implied.ts'
import { stepMonitors } from './in-step.ts'
import { stuckMonitors } from './stuck.ts'
import { lifeMonitors } from './trace.ts'
import { updates } from './update.ts'
import { versions } from './version.ts'
import type { Test } from '../../plan.ts'

/** From the create to the last update; what comes after stands with deletion. */
export const lifecycle: readonly Test[] = [
  ...creating,
  ...namesOfTheLiving,
  ...phases,
  ...forgeries,
  ...updates,
  ...identities,
  ...readiness,
  ...versions,
  ...lifeMonitors,
  ...stuckMonitors,
  ...impliedMonitors,
  ...stepMonitors,
]
