import { cacheControl, vary } from './caching.ts'
import { documented } from './documented.ts'
import { scalarFormats } from './formats.ts'
import { listReplacedWhole } from './lists.ts'
import { allow, head, methodTokens } from './methods.ts'
import { notAcceptable, unsupportedMediaType } from './negotiation.ts'
import { mergePatch, patchAtomic, patchSeenWhole } from './patches.ts'
import { fieldRobustness, limits } from './robustness.ts'
import { wireMonitors } from './wire.ts'
import type { Test } from '../../plan.ts'

/** Methods, header fields, media types and the content of answers. */
export const content: readonly Test[] = [
  ...wireMonitors,
  documented,
  scalarFormats,
  cacheControl,
  vary,
  notAcceptable,
  head,
  fieldRobustness,
  allow,
  methodTokens,
  unsupportedMediaType,
  limits,
  patchAtomic,
  patchSeenWhole,
  mergePatch,
  listReplacedWhole,
]
