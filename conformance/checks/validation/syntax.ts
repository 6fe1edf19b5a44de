import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { malformed, notObjects } from '../../generate/raw.ts'
import { all, map, optional } from '../../need.ts'
import { tryAll } from './attempts.ts'
import { targetOf } from './target.ts'
import { allRefused } from './verdicts.ts'
import type { Attempted } from './attempts.ts'
import type { Target } from './target.ts'

/** A body that is no JSON object, by its name. */
export type Malformed = { readonly action: 'create' | 'update'; readonly variant: string }

const absent = 'no body'

/** What an update is tried with: the parser is the same, so that the corners of the grammar are left to creates. Null may be read as no change. */
const enough = new Set(['cut in half', 'trailing comma', 'two documents', 'top level []', absent])

export const malformedJson = check({
  id: 'val.malformed-json',
  cost: 'destructive',
  each: 'provider',
  runs: 1,
  // A parser may take more than JSON (RFC 8259 section 9): that it does not is for the contract to say.
  needs: (reading) => map(all({ target: targetOf(reading), refusal: optional(reading.refusal('malformed-body')) }), ({ target }) => target),
  scenario: (target) => every(malformedOf(target)),
  drive: (api, target, bodies) => tryAll(api, target, bodies.map(attemptOf)),
  judge: (history, target, bodies) => allRefused(history, target, { attempts: bodies.map(attemptOf) }),
})

function malformedOf(target: Target): readonly Malformed[] {
  return (['create', 'update'] as const).flatMap((action) => {
    const write = target[action]
    if (write === undefined) return []
    const isRequired = target.contract.operations.get(write.id)?.requestBody?.required === true
    const variants = [...malformed(write.base), ...notObjects].map(({ variant }) => variant)
    const all = [...variants, ...(isRequired ? [absent] : [])]
    return all.filter((variant) => action === 'create' || target.create === undefined || enough.has(variant)).map((variant) => ({ action, variant }))
  })
}

function attemptOf({ action, variant }: Malformed): Attempted {
  return {
    action,
    label: `${action}: ${variant}`,
    of: (valid) => ({ raw: variant === absent ? '' : ([...malformed(valid), ...notObjects].find((one) => one.variant === variant)?.raw ?? '{') }),
  }
}
