import { cacheControl, vary } from './caching.ts'
import { documented, documentedLists, documentedRefusals } from './documented.ts'
import { epochSeconds } from './epochs.ts'
import { scalarFormats } from './formats.ts'
import { listReplacedWhole } from './lists.ts'
import { allow, head, headServed, methodTokens } from './methods.ts'
import { notAcceptable, unsupportedMediaType } from './negotiation.ts'
import { mergeKeys, mergePatch, patchAtomic, patchSeenWhole } from './patches.ts'
import { fieldRobustness, limits } from './robustness.ts'
import { wireMonitors } from './wire.ts'
import type { Test } from '../../plan.ts'

/** Methods, header fields, media types and the content of answers. */
export const content: readonly Test[] = [
  ...wireMonitors,
  documented,
  documentedLists,
  documentedRefusals,
  scalarFormats,
  epochSeconds,
  cacheControl,
  vary,
  notAcceptable,
  head,
  headServed,
  fieldRobustness,
  allow,
  methodTokens,
  unsupportedMediaType,
  limits,
  patchAtomic,
  patchSeenWhole,
  mergePatch,
  mergeKeys,
  listReplacedWhole,
]
