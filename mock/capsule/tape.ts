/** A request as it came, and the answer to it. */
export interface Exchange {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** Where it came from, as far as limits tell one client from another. */
  readonly source: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Base64; absent where there was none. */
  readonly body?: string
  /** Absent where nobody waited for it, and for the management interface: what it tells may be of the real time. */
  readonly answer?: Answer
  /** How many requests had come when this one was answered: it waited where others came in between. */
  readonly answeredAfter: number
}

export interface Answer {
  readonly status: number
  /** By their names. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** What has been asked of a mock since its start, in the order in which it was looked at. */
export class Tape {
  readonly #exchanges: Mutable<Exchange>[] = []

  /** Notes a request; what is returned notes that it was answered, and how. */
  asked(request: Omit<Exchange, 'answer' | 'answeredAfter'>): (answer?: Answer) => void {
    const exchange: Mutable<Exchange> = { ...request, answeredAfter: Infinity }
    this.#exchanges.push(exchange)
    return (answer) => {
      exchange.answeredAfter = this.#exchanges.length
      if (answer !== undefined) exchange.answer = answer
    }
  }

  /** Those that were answered. */
  exchanges(): readonly Exchange[] {
    const { length } = this.#exchanges
    return this.#exchanges.map((exchange) => ({ ...exchange, answeredAfter: Math.min(length, exchange.answeredAfter) }))
  }
}

/** The answer as it is compared: headers by name, and the body's bytes. */
export async function answerOf(response: Response): Promise<Answer> {
  const headers = [...response.headers].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()).toString('base64') }
}
