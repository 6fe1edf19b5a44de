import fc from 'fast-check'

/**
 * An arbitrary whose every draw is the whole list, and which shrinks to the fewest items that still fail: for checks that go
 * through a fixed list once, in one scenario, and shall show only the item that is to blame.
 */
export function every<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return new Every(items)
}

class Every<T> extends fc.Arbitrary<T[]> {
  private readonly items: readonly T[]

  constructor(items: readonly T[]) {
    super()
    this.items = items
  }

  override generate(): fc.Value<T[]> {
    return new fc.Value([...this.items], undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is T[] {
    return Array.isArray(value)
  }

  /** Halves first, then without one each. */
  override shrink(value: T[]): fc.Stream<fc.Value<T[]>> {
    if (value.length < 2) return fc.Stream.nil()
    const half = Math.ceil(value.length / 2)
    const halves = [value.slice(0, half), value.slice(half)]
    const others = value.length > 2 ? value.map((_, index) => value.toSpliced(index, 1)) : []
    return fc.stream([...halves, ...others].map((items) => new fc.Value(items, undefined))[Symbol.iterator]())
  }
}
