import { isObject } from '../specs/json.ts'
import type { Json } from '../specs/json.ts'
import type { Answer, Exchange } from './history.ts'

type Line = Exchange['request']['headers'][number]
type Parsed = Pick<Answer, 'json' | 'whole'>

/** How much of one kind is remembered: what is said again is mostly said again soon, and what is said once must not be kept for that. */
const most = 4_096

/**
 * Makes equal parts of exchanges one and the same: of what is said over a wire, most has been said before. A long run that is read from a
 * file takes half the room, and every exchange reads as it did.
 */
export class Pool {
  private readonly texts = new Map<string, string>()
  private readonly lines = new Map<string, Line>()
  private readonly parsed = new Map<string, Parsed>()

  exchange(exchange: Exchange): Exchange {
    const { label, principal, operation, request, outcome } = exchange
    return {
      ...exchange,
      label: this.text(label),
      principal: this.text(principal),
      ...(operation !== undefined && { operation: this.text(operation) }),
      request: {
        ...request,
        method: this.text(request.method),
        target: this.text(request.target),
        headers: request.headers.map((line) => this.line(line)),
        ...(request.body !== undefined && { body: this.text(request.body) }),
      },
      outcome: outcome.kind === 'answered' ? { kind: 'answered', response: this.answer(outcome.response) } : outcome,
    }
  }

  private answer(answer: Answer): Answer {
    const headers = answer.headers.map((line) => this.line(line))
    return { ...answer, headers, body: this.text(answer.body), ...this.read(answer) }
  }

  /** What was read of a body: the same of the same body, unless another operation read it otherwise. */
  private read({ body, json, whole }: Answer): Parsed {
    const before = this.parsed.get(body)
    if (before !== undefined && isSame(before.json, json) && isSame(before.whole, whole)) return before
    const read: Parsed = { json: json === undefined ? undefined : this.json(json), ...(whole !== undefined && { whole: this.json(whole) }) }
    return remembered(this.parsed, body, read)
  }

  private json(value: Json): Json {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((item) => this.json(item))
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.json(member)]))
  }

  private line(line: Line): Line {
    const name = line.join('\n')
    return this.lines.get(name) ?? remembered(this.lines, name, line)
  }

  private text(text: string): string {
    return this.texts.get(text) ?? remembered(this.texts, text, text)
  }
}

function remembered<T>(all: Map<string, T>, name: string, one: T): T {
  if (all.size >= most) all.clear()
  all.set(name, one)
  return one
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
