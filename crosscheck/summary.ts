import { judge } from './judge.ts'
import type { Judgement } from './judge.ts'
import type { Passage } from './passage.ts'
import type { Reason } from './reasons.ts'
import type { Staged } from './stage.ts'

/** What a whole run through Prism has shown, as plain data. */
export interface Summary {
  readonly provider: string
  /** True where the suite found the mock conformant, no answer broke the document, Prism looked at all, and every difference has its reason. */
  readonly ok: boolean
  readonly suite: Pick<Staged, 'result' | 'because' | 'accused'>
  readonly requests: { readonly all: number } & Readonly<Record<Judgement['request'], number>>
  /** Answers that Prism compared with the document, and kinds of answers (operation and status) of which one was spoilt to see it do so. */
  readonly answers: { readonly judged: number; readonly kinds: number; readonly mute: readonly string[] }
  readonly violations: readonly Spot[]
  /** How often each reason was needed, most often first. */
  readonly explained: readonly { readonly reason: string; readonly side: string; readonly times: number }[]
  readonly unexplained: readonly Spot[]
}

/** One request, with all that a person needs to see what is wrong. */
export interface Spot extends Passage {
  readonly wrong: string
}

export function summarize({ provider, passages, mute, kinds, result, because, accused }: Staged, reasons: readonly Reason[]): Summary {
  const judged = passages.map((passage) => ({ passage, judgement: judge(passage, reasons) }))
  const times = (request: Judgement['request']) => judged.filter(({ judgement }) => judgement.request === request).length
  const violations = judged.flatMap(({ passage, judgement }) =>
    judgement.violations.map(({ at, code, message }): Spot => ({ ...passage, wrong: `the answer: ${[at, code, message].filter(Boolean).join(' ')}` })),
  )
  const unexplained = judged.flatMap(({ passage, judgement }) =>
    judgement.differences.flatMap(({ side, prism, reason }): Spot[] => (reason === undefined ? [{ ...passage, wrong: `${side}: ${prism}`.trim() }] : [])),
  )
  return {
    provider,
    ok: result === 'conformant' && violations.length === 0 && unexplained.length === 0 && mute.length === 0 && kinds > 0,
    suite: { result, accused, ...(because !== undefined && { because }) },
    requests: {
      all: passages.length,
      'both-accept': times('both-accept'),
      'both-refuse': times('both-refuse'),
      differs: times('differs'),
      unasked: times('unasked'),
    },
    answers: { judged: passages.filter(({ prism }) => prism.kind === 'judged').length, kinds, mute },
    violations,
    explained: explainedIn(judged.map(({ judgement }) => judgement)),
    unexplained,
  }
}

function explainedIn(judgements: readonly Judgement[]): Summary['explained'] {
  const counts = new Map<string, Summary['explained'][number]>()
  for (const { side, reason } of judgements.flatMap(({ differences }) => differences)) {
    if (reason !== undefined) counts.set(reason, { reason, side, times: (counts.get(reason)?.times ?? 0) + 1 })
  }
  return [...counts.values()].sort((one, other) => other.times - one.times || one.reason.localeCompare(other.reason))
}
