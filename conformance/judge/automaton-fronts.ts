import type { Lifecycle, Trigger } from '../../specs/behaviour.ts'
import type { Command } from './automaton.ts'

/** Where a resource may stand: at rest in a phase, or at a step of what a trigger has set in motion. */
export interface Place {
  readonly phase: string
  /** What is under way, and how far; both absent at rest. */
  readonly course?: string
  readonly step?: number
  /** The phase to which `before` leads back; empty where nothing leads there. */
  readonly home: string
  /** How many commands of each kind may still take effect: 0, 1, or 2 for any number. */
  readonly left: readonly number[]
}

/** A place without the commands that are left there. */
type Spot = Omit<Place, 'left'>

/** From so many on they are not counted: what is forgiven is little, and sets stay small. */
const many = 2

/** The sets of places that a resource may be in. Places that differ from others only in that fewer commands are left are left out. */
export class Fronts {
  private readonly lifecycle: Lifecycle
  /** Whether the home is worth remembering. */
  private readonly returns: boolean
  /** Names of triggers that begin a life: those of which no phase is left. */
  private readonly births: ReadonlySet<string>
  private readonly known = new Map<string, readonly Place[]>()
  private readonly numbers = new WeakMap<readonly Place[], number>()
  private readonly sets = new Map<string, readonly Place[]>()
  /** Triggers of which a command may start one, a word each; `any`. Their order is that of what is left. */
  private kinds: readonly string[] = []

  constructor(lifecycle: Lifecycle) {
    this.lifecycle = lifecycle
    this.returns = Object.values(lifecycle.triggers).some((trigger) => wayOf(trigger).includes('before'))
    this.births = new Set(['create', 'import'])
  }

  /** True for a declared phase. */
  has(phase: string): boolean {
    return Object.hasOwn(this.lifecycle.phases, phase)
  }

  /** Right after a birth; undefined where the contract does not tell how it begins. */
  birth(name: string): readonly Place[] | undefined {
    const trigger = this.lifecycle.triggers[name]
    return trigger === undefined ? undefined : this.once(`birth ${name}`, () => [{ ...this.at(name, trigger, { step: 0, home: '' }), left: [] }])
  }

  /** Every place at which a phase is shown. */
  anywhere(phase: string): readonly Place[] {
    return this.once(`anywhere ${phase}`, () => this.showing(phase))
  }

  private showing(phase: string): readonly Place[] {
    const courses = Object.entries(this.lifecycle.triggers).flatMap(([name, trigger]) =>
      this.homesOf(trigger).flatMap((home) => trigger.through.map((_, step) => this.at(name, trigger, { step, home }))),
    )
    return distinct([...courses.filter((place) => place.phase === phase), { phase, home: '' }]).map((place) => ({ ...place, left: [] }))
  }

  /** The places at which `phase` is shown that can be reached from some of these, by what was left and given, or by `any` command whatever. */
  follow(from: readonly Place[], phase: string, given: readonly Command[] | 'any'): readonly Place[] {
    const more = given === 'any' ? given : this.counted(given)
    const wanted = more === 'any' ? more : more.join(' ')
    return this.once(`${this.numbers.get(from) ?? 0} ${phase} ${wanted}`, () => {
      const begin = more === 'any' ? from : from.map((place) => ({ ...place, left: this.kinds.map((_, kind) => sum(place.left[kind], more[kind])) }))
      return this.closure(begin, more === 'any').filter((place) => place.phase === phase)
    })
  }

  /** The same answer to the same question: lives are much alike. */
  private once(key: string, make: () => readonly Place[]): readonly Place[] {
    const known = this.known.get(key)
    if (known !== undefined) return known
    const made = this.alike(make())
    this.known.set(key, made)
    return made
  }

  /** One and the same array for equal sets, so that a set is known by its number. */
  private alike(places: readonly Place[]): readonly Place[] {
    const text = places
      .map((place) => `${keyOf(place)} ${place.left.join(' ')}`)
      .toSorted()
      .join('\n')
    const set = this.sets.get(text) ?? places
    this.sets.set(text, set)
    if (!this.numbers.has(set)) this.numbers.set(set, this.sets.size)
    return set
  }

  private closure(from: readonly Place[], isFree: boolean): readonly Place[] {
    const best = new Map<string, Place[]>()
    const open: Place[] = []
    const add = (place: Place) => {
      const key = keyOf(place)
      const others = best.get(key) ?? []
      if (others.some((other) => leavesNoLess(other, place))) return
      best.set(key, [...others.filter((other) => !leavesNoLess(place, other)), place])
      open.push(place)
    }
    from.forEach(add)
    for (let place = open.pop(); place !== undefined; place = open.pop()) this.next(place, isFree).forEach(add)
    return [...best.values()].flat()
  }

  private next(place: Place, isFree: boolean): readonly Place[] {
    const { phase, course, step = 0, home, left } = place
    if (phase === 'gone') return []
    const trigger = course === undefined ? undefined : this.lifecycle.triggers[course]
    const ahead = course === undefined || trigger === undefined ? [] : [{ ...this.at(course, trigger, { step: step + 1, home }), left }]
    const begun = Object.entries(this.lifecycle.triggers).flatMap(([name, one]) => {
      if (this.births.has(name) || (one.from !== undefined && !one.from.includes(phase))) return []
      const spot = this.at(name, one, { step: 0, home: course === undefined || home === '' ? phase : home })
      const paid = isFree || one.by === 'administrator' ? [left] : this.spent(name, left)
      return paid.map((rest) => ({ ...spot, left: rest }))
    })
    return [...ahead, ...begun]
  }

  /** What is left once a command has started a trigger, for each kind of command that may have. */
  private spent(name: string, left: readonly number[]): readonly (readonly number[])[] {
    return left.flatMap((count, kind) => {
      const starts = this.kinds[kind]?.split(' ') ?? []
      if (count === 0 || !(starts.includes('any') || starts.includes(name))) return []
      return [count === many ? left : left.with(kind, count - 1)]
    })
  }

  private at(course: string, trigger: Trigger, { step, home }: { readonly step: number; readonly home: string }): Spot {
    const named = trigger.through[step]?.phase ?? trigger.to
    const phase = named === 'before' ? home : named
    if (step >= trigger.through.length) return { phase, home: '' }
    return { phase, course, step, home: this.returns ? home : '' }
  }

  /** Phases from which a trigger may have started, as far as it matters. */
  private homesOf(trigger: Trigger): readonly string[] {
    const { phases } = this.lifecycle
    const settled = Object.keys(phases).filter((name) => phases[name]?.kind !== 'transient')
    return this.returns ? [...new Set([...(trigger.from ?? []), ...settled])] : ['']
  }

  /** How many of each kind were given. A kind keeps its number once it has one. */
  private counted(given: readonly Command[]): readonly number[] {
    const words = given.map(({ starts }) => (starts === 'any' ? 'any' : [...new Set(starts)].toSorted().join(' ')))
    this.kinds = [...new Set([...this.kinds, ...words])]
    return this.kinds.map((kind) => Math.min(many, words.filter((word) => word === kind).length))
  }
}

function sum(a = 0, b = 0): number {
  return Math.min(many, a + b)
}

function wayOf({ through, to }: Pick<Trigger, 'through' | 'to'>): readonly string[] {
  return [...through.map(({ phase }) => phase), to]
}

function keyOf({ phase, course = '', step = 0, home }: Spot): string {
  return `${phase} ${course} ${step} ${home}`
}

function distinct(spots: readonly Spot[]): readonly Spot[] {
  return [...new Map(spots.map((spot) => [keyOf(spot), spot])).values()]
}

function leavesNoLess(a: Place, b: Place): boolean {
  return b.left.every((count, kind) => (a.left[kind] ?? 0) >= count)
}
