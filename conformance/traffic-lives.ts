import type { Contract } from '../specs/contract.ts'
import type { Move } from './traffic-graph.ts'
import type { About } from './traffic-things.ts'

/** One life of one resource, as far as the answers tell. */
export interface Thing {
  /** Its type, as the contract calls it. */
  readonly resource: string
  readonly id: string
  /** What it was seen as, one after the other; none for a type without a lifecycle. */
  readonly looks: readonly Look[]
  /** Number of the request that found it gone. */
  readonly gone?: number
}

/** Answers in a row that show one phase. */
export interface Look {
  readonly phase: string
  /** Numbers of the first request that showed it, and of the last. */
  readonly from: number
  readonly to: number
}

/** A request with what it is about. */
export interface Told {
  readonly number: number
  readonly sent: number
  readonly received: number
  readonly about: About
}

interface Life extends Thing {
  readonly looks: { readonly phase: string; readonly from: number; to: number }[]
  gone?: number
  readonly index: number
  /** Trigger of its birth, until a phase was seen after it. */
  born: string | undefined
  /** When the last answer came that tells of it. */
  received: number
}

/** Follows the lives that requests are about; give them in the order in which they were sent. */
export class LifeFold {
  private readonly lives: Life[] = []
  /** The present life at each address. */
  private readonly present = new Map<string, Life>()
  private readonly counted = new Map<string, { -readonly [Key in keyof Move]: Move[Key] }>()
  private readonly contract: Contract

  constructor(contract: Contract) {
    this.contract = contract
  }

  get things(): readonly Thing[] {
    return this.lives.map(({ resource, id, looks, gone }) => ({ resource, id, looks, ...(gone !== undefined && { gone }) }))
  }

  /** Changes of phase, and how often each was seen. */
  get moves(): readonly Move[] {
    return [...this.counted.values()]
  }

  /** Position in `things` of what a request is about. One that raced with others tells of no order, so of no phase either. */
  follow(told: Told, isRaced: boolean): number | undefined {
    const { about } = told
    const before = this.present.get(about.key)
    // Only what was seen to be there is a thing: a made-up identifier is none.
    const life = before === undefined || (about.born !== undefined && before.gone !== undefined) ? this.begin(about) : before
    if (life === undefined) return undefined
    if (!isRaced && told.sent >= life.received) this.look(life, told)
    return life.index
  }

  private begin({ resource, id, key, born, is }: About): Life | undefined {
    if (is !== 'there') return undefined
    const life: Life = { resource, id, looks: [], index: this.lives.length, born, received: -Infinity }
    this.lives.push(life)
    this.present.set(key, life)
    return life
  }

  private look(life: Life, { number, received, about }: Told): void {
    const { phase } = about
    const last = life.looks.at(-1)
    const lifecycle = this.contract.behaviour.resources[life.resource]?.lifecycle ?? ''
    if (about.is === 'gone' && life.gone === undefined) {
      life.gone = number
      if (last !== undefined) this.move({ lifecycle, from: last.phase })
    }
    if (phase === undefined) return
    life.received = received
    if (last === undefined && life.born !== undefined) this.move({ lifecycle, born: life.born, to: phase })
    if (last !== undefined && last.phase !== phase) this.move({ lifecycle, from: last.phase, to: phase })
    life.born = undefined
    if (last?.phase === phase) last.to = number
    else life.looks.push({ phase, from: number, to: number })
  }

  private move(move: Omit<Move, 'count'>): void {
    const name = JSON.stringify([move.lifecycle, move.born, move.from, move.to])
    const found = this.counted.get(name) ?? { ...move, count: 0 }
    found.count += 1
    this.counted.set(name, found)
  }
}
