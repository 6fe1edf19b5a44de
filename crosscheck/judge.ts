import type { Refusal } from '../specs/behaviour.ts'
import type { Passage } from './passage.ts'
import { reasonFor } from './reasons.ts'
import type { Facts, Reason, Side } from './reasons.ts'
import type { Violation } from './violations.ts'

/** Refusals for what an OpenAPI document can say. All others are about state, rights, and what stands in behaviour.yaml. */
const documentable: readonly Refusal[] = [
  'invalid-body',
  'invalid-parameter',
  'malformed-body',
  'unknown-field',
  'unsupported-media-type',
  'missing-tag',
  'missing-key',
  'missing-context',
]

/** What became of one request, when Prism and the mock are compared. */
export interface Judgement {
  /**
   * `unasked`: the document says nothing of the path or method, to Prism and the mock alike. `both-accept`: neither finds it invalid,
   * though the mock may refuse it for its state.
   */
  readonly request: 'unasked' | 'both-accept' | 'both-refuse' | 'differs'
  readonly differences: readonly Difference[]
  /** What the document does not allow in the mock's answer. */
  readonly violations: readonly Violation[]
}

export interface Difference {
  readonly side: Side
  /** What Prism says, where it says something. */
  readonly prism: string
  /** Id of the reason that explains it; absent where none does. */
  readonly reason?: string
}

const UNDECLARED = 'Unable to match the returned status code'

/** Compares what Prism and the mock say of one request. */
export function judge(passage: Passage, reasons: readonly Reason[]): Judgement {
  const { prism } = passage
  const explained = (side: Side, says: string): Difference => {
    const found = reasonFor(reasons, side, factsOf(passage, says))
    return { side, prism: says, ...(found && { reason: found.id }) }
  }
  switch (prism.kind) {
    case 'aside':
      return { request: 'unasked', differences: [], violations: [] }
    case 'unrouted':
      return isUnrouted(passage) ? { request: 'unasked', differences: [], violations: [] } : differing([explained('only-mock', 'no such operation')])
    case 'refused':
    case 'lost':
      return differing([explained('not-taken', `${prism.status} ${prism.says}`)])
    case 'judged': {
      const isUndeclared = ({ severity, message }: Violation) => severity === 'Warning' && message.startsWith(UNDECLARED)
      const answers = prism.violations.filter(({ side }) => side === 'response')
      const cut = prism.cut ? [explained('not-taken', 'too many violations for a header')] : []
      const undeclared = answers.filter(isUndeclared).map((one) => explained('undeclared', told(one)))
      const request = requestOf(passage, explained)
      const violations = answers.filter((one) => !isUndeclared(one))
      return { ...request, differences: [...request.differences, ...undeclared, ...cut], violations }
    }
  }
}

function differing(differences: readonly Difference[]): Judgement {
  return { request: 'differs', differences, violations: [] }
}

/** Prism and the mock agree that the document has no such operation. HEAD and OPTIONS are those of HTTP, not of the document. */
function isUnrouted({ method, mock }: Passage): boolean {
  return mock.operation === undefined || method === 'HEAD' || method === 'OPTIONS'
}

function requestOf({ prism, mock }: Passage, explained: (side: Side, says: string) => Difference): Pick<Judgement, 'request' | 'differences'> {
  const found = prism.kind === 'judged' ? prism.violations.filter(({ side, severity }) => side === 'request' && severity === 'Error') : []
  const isRefused = mock.status >= 400 && mock.status < 500
  if (mock.operation === undefined) return { request: 'differs', differences: [explained('only-prism', 'an operation that the mock does not know')] }
  if (found.length > 0) {
    return isRefused ? { request: 'both-refuse', differences: [] } : { request: 'differs', differences: found.map((one) => explained('only-prism', told(one))) }
  }
  const isOnlyMock = mock.refusal !== undefined && documentable.includes(mock.refusal)
  return isOnlyMock ? { request: 'differs', differences: [explained('only-mock', '')] } : { request: 'both-accept', differences: [] }
}

function told({ at, code, message }: Violation): string {
  return `${at} ${code} ${message}`
}

function factsOf({ method, target, scheme, mock }: Passage, prism: string): Facts {
  return { method, target, scheme, status: String(mock.status), refusal: mock.refusal ?? '', operation: mock.operation ?? '', mock: mock.says, prism }
}
