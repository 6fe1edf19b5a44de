import type { Lifecycle, Trigger } from '../behaviour.ts'
import { schemaBelow } from '../document.ts'
import type { Problem } from '../finding.ts'
import { pointer } from '../json.ts'
import type { Json } from '../json.ts'
import { applying } from './in-effect.ts'
import { choices, keys, own, reporter } from './rule.ts'
import type { Pair, Path, Rule } from './rule.ts'
import { shownPlaceNamed } from './places.ts'

const unknownPhase = reporter('phase-exists')
const unreachable = reporter('phase-reachable')
const wrongKind = reporter('phase-kind')
const notInEnum = reporter('phase-enum')
const noCreate = reporter('lifecycle-create')
const badEnd = reporter('trigger-ends')
const unused = reporter('lifecycle-used', 'warning')

/** What a lifecycle says about itself, and about the schemas that show its phase. */
export const lifecycleRules: Rule = (pair) =>
  Object.entries(pair.behaviour.lifecycles ?? {}).flatMap(([name, lifecycle]) => [
    ...knownPhases(name, lifecycle),
    ...kinds(name, lifecycle),
    ...reachable(pair, name, lifecycle),
    ...underWay(pair, name, lifecycle),
    ...enumerated(pair, name, lifecycle),
    ...applying(pair, name, lifecycle),
  ])

/** Every phase that a trigger or an alias names is one. */
function knownPhases(name: string, lifecycle: Lifecycle): readonly Problem[] {
  const check = (phase: string, path: Path) =>
    own(lifecycle.phases, phase) === undefined
      ? [unknownPhase(['lifecycles', name, ...path], `There is no phase '${phase}'. Write one of ${choices(keys(lifecycle.phases))}.`)]
      : []
  const checkStep = (phase: string, path: Path) => (phase === 'before' ? [] : check(phase, path))
  const triggers = Object.entries(lifecycle.triggers).flatMap(([trigger, { from, through, to }]) => [
    ...(from ?? []).flatMap((phase, index) => check(phase, ['triggers', trigger, 'from', index])),
    ...through.flatMap(({ phase }, index) => checkStep(phase, ['triggers', trigger, 'through', index, 'phase'])),
    ...(to === 'gone' ? [] : checkStep(to, ['triggers', trigger, 'to'])),
  ])
  return [...triggers, ...keys(lifecycle.aliases).flatMap((phase) => check(phase, ['aliases', phase]))]
}

/** A trigger passes transient phases, or others where something else tells that it is under way, and ends in one that stays. */
function kinds(name: string, lifecycle: Lifecycle): readonly Problem[] {
  return Object.entries(lifecycle.triggers).flatMap(([trigger, { through, to, ends }]) => {
    const path = ['lifecycles', name, 'triggers', trigger]
    const stuck = through.flatMap(({ phase }, index) => {
      const kind = phase === 'before' ? 'the one in which it began' : own(lifecycle.phases, phase)?.kind
      if (kind === undefined || kind === 'transient' || (lifecycle.busy !== undefined && kind !== 'failed')) return []
      return [
        wrongKind(
          [...path, 'through', index, 'phase'],
          `The phase '${phase}' is ${kind}, so nothing passes through it. End there (\`to\`), make it transient, or add \`busy\`, which tells that it is under way.`,
        ),
      ]
    })
    // What has failed may stay where it was, as long as something else tells that nothing goes on there.
    if (own(lifecycle.phases, to)?.kind !== 'transient' || (ends === 'failed' && lifecycle.busy !== undefined)) return stuck
    return [
      ...stuck,
      wrongKind(
        [...path, 'to'],
        `The phase '${to}' is transient, so nothing ends there. Pass it (\`through\`), and end in a settled or failed phase or 'gone'.`,
      ),
    ]
  })
}

/** Triggers with which resources of a lifecycle begin. */
function beginnings(pair: Pair, name: string): ReadonlySet<string> {
  const told = Object.values(pair.behaviour.operations).flatMap(({ action, resource, trigger }) =>
    (action === 'create' || action === 'import') && own(pair.behaviour.resources, resource)?.lifecycle === name && trigger !== undefined ? [trigger] : [],
  )
  return new Set(['create', 'import', ...told])
}

function reachable(pair: Pair, name: string, lifecycle: Lifecycle): readonly Problem[] {
  const births = [...beginnings(pair, name)].flatMap((trigger) => own(lifecycle.triggers, trigger) ?? [])
  if (births.length === 0) {
    return [noCreate(['lifecycles', name, 'triggers'], `The lifecycle '${name}' has no trigger 'create', so nothing ever begins. Add one.`)]
  }
  const met = new Set(births.flatMap(passed))
  for (let size = -1; size !== met.size;) {
    size = met.size
    for (const trigger of Object.values(lifecycle.triggers)) {
      if (trigger.from === undefined || trigger.from.some((phase) => met.has(phase))) passed(trigger).forEach((phase) => met.add(phase))
    }
  }
  return keys(lifecycle.phases)
    .filter((phase) => !met.has(phase))
    .map((phase) =>
      unreachable(
        ['lifecycles', name, 'phases', phase],
        `No trigger leads to the phase '${phase}'. Name it in one (\`by: administrator\` if no call does it), or remove it.`,
      ),
    )
}

/** The member that tells that it is under way is there, and only work that is told of can end in a way of its own. */
function underWay(pair: Pair, name: string, { busy, triggers }: Lifecycle): readonly Problem[] {
  const users = Object.values(pair.behaviour.resources).filter((resource) => resource.lifecycle === name)
  const ending = Object.entries(triggers).filter(([, { ends }]) => ends !== undefined && pair.behaviour.longRunning === undefined)
  return [
    ...(busy === undefined ? [] : users.flatMap(({ schema }) => shownPlaceNamed(pair, ['lifecycles', name, 'busy', 'at'], { schema, at: busy.at }))),
    ...ending.map(([trigger, { ends }]) =>
      badEnd(
        ['lifecycles', name, 'triggers', trigger, 'ends'],
        `'${trigger}' ends work as ${ends}, but there are no long-running operations. Add \`longRunning\` at the top of behaviour.yaml, or remove this.`,
      ),
    ),
  ]
}

function passed({ through, to }: Trigger): readonly string[] {
  return [...through.map(({ phase }) => phase), to]
}

/** Where a schema lists the words of the field that shows the phase, they are the lifecycle's. */
function enumerated(pair: Pair, name: string, lifecycle: Lifecycle): readonly Problem[] {
  const users = Object.entries(pair.behaviour.resources).filter(([, resource]) => resource.lifecycle === name)
  if (users.length === 0)
    return [unused(['lifecycles', name], `No resource has the lifecycle '${name}'. Name it in one (\`lifecycle: ${name}\`), or remove it.`)]
  return users.flatMap(([resource, { schema }]) => {
    const field = schemaBelow(pair.document, pointer(['components', 'schemas', schema]), lifecycle.at)
    return againstEnum({ name, lifecycle, shown: `the schema '${schema}' of '${resource}'` }, field?.value['enum'])
  })
}

function againstEnum(of: { readonly name: string; readonly lifecycle: Lifecycle; readonly shown: string }, words: Json | undefined): readonly Problem[] {
  if (!Array.isArray(words)) return []
  const { name, lifecycle, shown } = of
  const phases = keys(lifecycle.phases)
  const aliases = Object.values(lifecycle.aliases ?? {}).flat()
  const surplus = phases.filter((phase) => !words.includes(phase))
  const missing = words.filter((word) => typeof word === 'string' && !phases.includes(word) && !aliases.includes(word))
  return [
    ...surplus.map((phase) =>
      notInEnum(
        ['lifecycles', name, 'phases', phase],
        `The phase '${phase}' is not in the enum at '${lifecycle.at}' of ${shown}. Add it there, or remove the phase.`,
      ),
    ),
    ...missing.map((word) =>
      notInEnum(
        ['lifecycles', name, 'phases'],
        `The enum at '${lifecycle.at}' of ${shown} has ${JSON.stringify(word)}, which is no phase. Add the phase (or an alias), or remove the word.`,
      ),
    ),
  ]
}
