import { accepting } from './accepts.ts'
import { bodies } from './body.ts'
import { refusing } from './broken.ts'
import { detaching } from './detach.ts'
import { hostile } from './hostile.ts'
import { underKeys } from './keys.ts'
import { resolving } from './references.ts'
import { secrecyTests } from './secrets.ts'
import type { Test } from '../../plan.ts'

/** What is brought in from elsewhere: every `imp.*` requirement. */
export const importation: readonly Test[] = [...accepting, ...refusing, ...bodies, ...resolving, ...hostile, ...underKeys, ...secrecyTests, ...detaching]
