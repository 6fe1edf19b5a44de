interface Birth {
  readonly born: number
  readonly id: string
}

/** The members of a collection in the order of their birth. Adding the youngest and removing any costs next to nothing. */
export class Births {
  /** The oldest first: those that come are nearly always the youngest. */
  readonly #all: Birth[]

  constructor(all: Iterable<Birth>) {
    this.#all = [...all].sort((a, b) => a.born - b.born)
  }

  add(birth: Birth): void {
    this.#all.splice(this.#position(birth.born), 0, birth)
  }

  remove({ born, id }: Birth): void {
    for (let i = this.#position(born); this.#all[i]?.born === born; i += 1) {
      if (this.#all[i]?.id === id) this.#all.splice(i, 1)
    }
  }

  /** Identifiers of those born before a revision, the youngest first. */
  *before(born: number): Generator<string> {
    for (let i = this.#position(born) - 1; i >= 0; i -= 1) {
      const birth = this.#all[i]
      if (birth !== undefined) yield birth.id
    }
  }

  /** Some that were born one after the other; where they begin is told as a part of all, from 0 to 1. */
  stretch(from: number, most: number): readonly string[] {
    const start = Math.floor(from * this.#all.length)
    return this.#all.slice(start, start + most).map(({ id }) => id)
  }

  /** How many were born before. */
  #position(born: number): number {
    let low = 0
    let high = this.#all.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#all[middle]?.born ?? Infinity) < born) low = middle + 1
      else high = middle
    }
    return low
  }
}
