import { bounds } from './bounds.ts'
import { dnsNames } from './dns.ts'
import { enumeration, formats, requiredMissing, nullUndeclared, wrongType } from './keywords.ts'
import { quantityAccept, quantityReject } from './quantities.ts'
import { validAccepted } from './roundtrip.ts'
import { emptyChange, immutable, immutableWhole } from './changes.ts'
import { outputOnly } from './server-fields.ts'
import { unknownField } from './strangers.ts'
import { duplicateKeys } from './duplicates.ts'
import { numberForms } from './numbers.ts'
import { sizeDepth } from './sizes.ts'
import { malformedJson } from './syntax.ts'
import { encoding, unicodeRoundtrip } from './texts.ts'
import { params } from './params.ts'
import { rejectNoEffect, syncStatus } from './refusals.ts'
import type { Check } from '../../check.ts'

/** Checks of what a body may hold: every `val.*` requirement. */
export const validation: readonly Check[] = [
  validAccepted,
  requiredMissing,
  wrongType,
  nullUndeclared,
  bounds,
  enumeration,
  dnsNames,
  quantityAccept,
  quantityReject,
  numberForms,
  formats,
  unknownField,
  outputOnly,
  immutable,
  immutableWhole,
  emptyChange,
  malformedJson,
  encoding,
  duplicateKeys,
  sizeDepth,
  unicodeRoundtrip,
  params,
  rejectNoEffect,
  syncStatus,
]
