import fc from 'fast-check'
import type { Command, Program } from '../../model/command.ts'
import type { Machine } from './machine.ts'

type Drawn = fc.Arbitrary<Command>

interface Topic {
  readonly of: number
  readonly field: number
  readonly value: number
}

/** Which of those that are there: modulo their number, so that any number does. */
const of = fc.nat(3)

const on = fc.constantFrom('nothing' as const, 'nothing' as const, 'current' as const, 'stale' as const)

/** Each kind of command that has a meaning for the type under test. */
function kinds(machine: Machine): Readonly<Record<string, Drawn>> {
  const { rules, fields, list, views, acts, imports, keys, work, isConditional } = machine
  const isNamed = rules.type.identity.from === 'client'
  const update = (condition: fc.Arbitrary<Extract<Command, { do: 'update' }>['on']>): Drawn =>
    fc.record({ do: fc.constant('update' as const), of, field: fc.nat(Math.max(0, fields.length - 1)), value: fc.nat(4), on: condition })
  return {
    create: fc.record({ do: fc.constant('create' as const), settled: fc.boolean() }),
    read: fc.record({ do: fc.constant('read' as const), of }),
    settle: fc.record({ do: fc.constant('settle' as const), of }),
    delete: fc.record({ do: fc.constant('delete' as const), of }),
    again: fc.record({ do: fc.constant('delete again' as const), of }),
    wait: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 5, 60) }),
    lose: fc.record({
      do: fc.constant('lose' as const),
      what: fc.constantFrom(...(fields.length > 0 ? (['create', 'update', 'delete'] as const) : (['create', 'delete'] as const))),
      of,
      value: fc.nat(4),
    }),
    ...(list === undefined ? {} : { list: fc.record({ do: fc.constant('list' as const) }) }),
    ...(views.length === 0 ? {} : { view: fc.record({ do: fc.constant('view' as const), of, which: fc.nat(views.length - 1) }) }),
    ...(acts.length === 0 ? {} : { act: fc.record({ do: fc.constant('act' as const), of, which: fc.nat(acts.length - 1) }) }),
    ...(imports === undefined ? {} : { import: fc.record({ do: fc.constant('import' as const) }) }),
    ...(keys === undefined ? {} : { replay: fc.record({ do: fc.constant('replay' as const), of }) }),
    ...(work === undefined || machine.create.operation.behaviour?.longRunning === undefined
      ? {}
      : { work: fc.record({ do: fc.constant('work' as const), of }) }),
    ...(fields.length === 0 ? {} : { update: update(isConditional ? on : fc.constant('nothing' as const)) }),
    ...(isConditional && fields.length > 0 ? { stale: update(fc.constant('stale' as const)) } : {}),
    ...(fields.length > 0 || isNamed
      ? { offend: fc.record({ do: fc.constant('offend' as const), of, how: fc.constantFrom('taken' as const, 'cut off' as const) }) }
      : {}),
    ...(isNamed ? { recreate: fc.record({ do: fc.constant('recreate' as const), of }) } : {}),
  }
}

/**
 * What belongs together: turns of phrase in which faults like to hide that no single command shows, all about one resource. `!`
 * waits until a new one has settled, `+` is about the one before, `*` writes another field, or offends by a name that is taken.
 * Whatever is deleted is made first, so that there is always one left. What the type under test does not have is left out of them.
 */
const phrases: readonly (readonly string[])[] = [
  ['update', 'read', 'list'],
  ['update', 'settle', 'list', 'stale', 'read'],
  ['update', 'read', 'read', 'settle', 'offend*', 'offend', 'read'],
  ['create', 'read', 'update', 'update*', 'settle', 'delete', 'settle', 'recreate', 'read'],
  ['create', 'delete', 'settle', 'read', 'read', 'replay', 'list'],
  ['create', 'update', 'list', 'replay', 'stale'],
  ['create!', 'create!', 'view+', 'read+', 'update', 'list', 'delete', 'delete', 'settle', 'settle'],
  ['settle', 'work', 'update', 'work'],
  ['create!', 'work', 'delete', 'work', 'list'],
  ['act', 'settle', 'read'],
  ['lose', 'read'],
]

/**
 * Most commands of a program: room for all turns of phrase where there is a lifecycle; types without one are simpler, and there tend
 * to be many. Where time cannot be moved, what is made is somebody's money: then a program is short, and makes few.
 */
const longest = { withLifecycle: 84, without: 32, forMoney: 12 }
const mostMade = 2

/**
 * Random programs: a look at the collection and a resource to begin with, then turns of phrase and single commands in random order,
 * and sometimes a clean-up at the end. A program is plain data, and shrinks by leaving commands out first: fast-check's own
 * `commands` carry their checks along and are judged as they run, but here a history is recorded first and judged later.
 */
export function programs(machine: Machine): fc.Arbitrary<Program> {
  const known = kinds(machine)
  const has = (word: string) => Object.hasOwn(known, kindOf(word))
  const turns = phrases.map((phrase) => phrase.filter(has)).filter((phrase) => phrase.length > 1)
  const turn = (phrase: readonly string[]) =>
    fc
      .tuple(topic(phrase), fc.tuple(...phrase.map((word) => known[kindOf(word)] ?? fc.constant(nothing))))
      .map(([about, commands]) =>
        commands.map((command, index) => said(phrase[index] ?? '', command, { ...about, value: about.value + updatesIn(phrase.slice(0, index)) })),
      )
  const single = fc.oneof(...Object.values(known))
  const opening: readonly Command[] = [...(has('list') ? [{ do: 'list' } as const] : []), { do: 'create', settled: true }]
  const { alone, lifecycle } = machine.rules
  const most = !alone ? longest.forMoney : lifecycle === undefined ? longest.without : longest.withLifecycle
  const whole = fc
    .record({
      parts: fc.shuffledSubarray(turns, { minLength: turns.length }).chain((chosen) => fc.tuple(...chosen.map(turn))),
      singles: fc.array(fc.tuple(fc.nat(most), single), { maxLength: 2 }),
      ends: fc.constantFrom(true, false, false, false),
    })
    .map(({ parts, singles, ends }): Program => {
      const all = singles.reduce<readonly Command[]>((others, [at, command]) => others.toSpliced(at, 0, command), parts.flat())
      const program = [...opening, ...all]
      const afforded = alone ? program : thrifty(program)
      return [...afforded.slice(0, most), ...(ends ? [{ do: 'finish' } as const] : [])]
    })
  return fc.noShrink(whole).chain(shrinking)
}

/** A program without what makes more than a few resources. */
function thrifty(program: Program): Program {
  const makes = (command: Command) => ['create', 'import', 'recreate'].includes(command.do) || (command.do === 'lose' && command.what === 'create')
  return program.filter((command, index) => !makes(command) || program.slice(0, index).filter(makes).length < mostMade)
}

/** Stands where a type has no such command: never, as phrases are cut down to what it has. */
const nothing: Command = { do: 'wait', seconds: 1 }

function kindOf(word: string): string {
  return word.replace(/[!+*]$/, '')
}

/**
 * What a turn of phrase is about: most often the youngest resource, and always where it makes one; its updates write one field, with
 * another value each.
 */
function topic(phrase: readonly string[]): fc.Arbitrary<Topic> {
  const youngest = fc.constant(0)
  const isAboutItsOwn = phrase.some((word) => kindOf(word) === 'create')
  const about = isAboutItsOwn ? youngest : fc.oneof({ weight: 3, arbitrary: youngest }, { weight: 1, arbitrary: of })
  return fc.record({ of: about, field: fc.nat(4), value: fc.nat(4) })
}

function updatesIn(words: readonly string[]): number {
  return words.filter((word) => kindOf(word) === 'update' || kindOf(word) === 'stale').length
}

/** A command in a turn of phrase. */
function said(word: string, command: Command, about: Topic): Command {
  if (command.do === 'offend') return { ...command, of: about.of, how: word.endsWith('*') ? 'taken' : 'cut off' }
  if (command.do === 'create') return { ...command, settled: word.endsWith('!') }
  // What a turn of phrase is to show must not hang on an update that is refused before it.
  const field = word.endsWith('*') ? about.field + 1 : about.field
  if (command.do === 'update') return { ...command, ...about, field, on: word === 'stale' ? 'stale' : command.on === 'current' ? 'current' : 'nothing' }
  return 'of' in command ? { ...command, of: word.endsWith('+') ? about.of + 1 : about.of } : command
}

/** An arbitrary whose only draw is this program, and which shrinks to the fewest and plainest commands that still fail. */
export function shrinking(program: Program): fc.Arbitrary<Program> {
  return new Shrinking(program)
}

class Shrinking extends fc.Arbitrary<Program> {
  private readonly program: Program

  constructor(program: Program) {
    super()
    this.program = program
  }

  override generate(): fc.Value<Program> {
    return new fc.Value(this.program, undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is Program {
    return Array.isArray(value)
  }

  /** Without large parts first, then without single commands, from the end: what follows a finding has no part in it. At last each command by a plainer one. */
  override shrink(program: Program): fc.Stream<fc.Value<Program>> {
    return fc.stream(smaller(program)).map((each) => new fc.Value(each, undefined))
  }
}

function* smaller(program: Program): IterableIterator<Program> {
  for (let size = Math.ceil(program.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = program.length - size; from > -size; from -= size) {
      const start = Math.max(0, from)
      const left = program.toSpliced(start, from + size - start)
      if (left.length > 0 && left.length < program.length) yield left
    }
  }
  const all = program.map((command) => plainer(command)[0] ?? command)
  if (JSON.stringify(all) !== JSON.stringify(program)) yield all
  for (const [index, command] of program.entries()) for (const plain of plainer(command)) yield program.toSpliced(index, 1, plain)
}

/** The same command with one scalar less. */
function plainer(command: Command): readonly Command[] {
  switch (command.do) {
    case 'create':
      return command.settled ? [{ ...command, settled: false }] : []
    case 'update': {
      const least = { ...command, of: 0, field: 0, value: 0, on: 'nothing' as const }
      const isLeast = command.of === 0 && command.field === 0 && command.value === 0
      return [...(isLeast && command.on === 'nothing' ? [] : [least]), ...(isLeast ? [] : [{ ...least, on: command.on }])]
    }
    case 'lose':
      return command.of === 0 && command.value === 0 ? [] : [{ ...command, of: 0, value: 0 }]
    case 'wait':
      return command.seconds === 1 ? [] : [{ ...command, seconds: 1 }]
    case 'list':
    case 'import':
    case 'finish':
      return []
    case 'read':
    case 'settle':
    case 'view':
    case 'work':
    case 'act':
    case 'offend':
    case 'delete':
    case 'delete again':
    case 'recreate':
    case 'replay':
      return command.of === 0 ? [] : [{ ...command, of: 0 }]
  }
}
