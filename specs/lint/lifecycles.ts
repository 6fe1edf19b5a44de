import type { Lifecycle, Trigger } from '../behaviour.ts'
import { schemaBelow } from '../document.ts'
import type { Problem } from '../finding.ts'
import { pointer } from '../json.ts'
import type { Json } from '../json.ts'
import { choices, keys, own, reporter } from './rule.ts'
import type { Pair, Rule } from './rule.ts'

const unknownPhase = reporter('phase-exists')
const unreachable = reporter('phase-reachable')
const wrongKind = reporter('phase-kind')
const notInEnum = reporter('phase-enum')
const noCreate = reporter('lifecycle-create')
const unused = reporter('lifecycle-used', 'warning')

/** What a lifecycle says about itself, and about the schemas that show its phase. */
export const lifecycleRules: Rule = (pair) =>
  Object.entries(pair.behaviour.lifecycles ?? {}).flatMap(([name, lifecycle]) => [
    ...knownPhases(name, lifecycle),
    ...kinds(name, lifecycle),
    ...reachable(name, lifecycle),
    ...enumerated(pair, name, lifecycle),
  ])

/** Every phase that a trigger or an alias names is one. */
function knownPhases(name: string, lifecycle: Lifecycle): readonly Problem[] {
  const check = (phase: string, path: readonly (string | number)[]) =>
    own(lifecycle.phases, phase) === undefined
      ? [unknownPhase(['lifecycles', name, ...path], `There is no phase '${phase}'. Write one of ${choices(keys(lifecycle.phases))}.`)]
      : []
  const triggers = Object.entries(lifecycle.triggers).flatMap(([trigger, { from, through, to }]) => [
    ...(from ?? []).flatMap((phase, index) => check(phase, ['triggers', trigger, 'from', index])),
    ...through.flatMap(({ phase }, index) => check(phase, ['triggers', trigger, 'through', index, 'phase'])),
    ...(to === 'gone' ? [] : check(to, ['triggers', trigger, 'to'])),
  ])
  return [...triggers, ...keys(lifecycle.aliases).flatMap((phase) => check(phase, ['aliases', phase]))]
}

/** A trigger passes transient phases and ends in one that stays. */
function kinds(name: string, lifecycle: Lifecycle): readonly Problem[] {
  return Object.entries(lifecycle.triggers).flatMap(([trigger, { through, to }]) => {
    const path = ['lifecycles', name, 'triggers', trigger]
    const stuck = through.flatMap(({ phase }, index) => {
      const kind = own(lifecycle.phases, phase)?.kind
      if (kind === undefined || kind === 'transient') return []
      return [
        wrongKind(
          [...path, 'through', index, 'phase'],
          `The phase '${phase}' is ${kind}, so nothing passes through it. End there (\`to\`), or make it transient.`,
        ),
      ]
    })
    if (own(lifecycle.phases, to)?.kind !== 'transient') return stuck
    return [
      ...stuck,
      wrongKind(
        [...path, 'to'],
        `The phase '${to}' is transient, so nothing ends there. Pass it (\`through\`), and end in a settled or failed phase or 'gone'.`,
      ),
    ]
  })
}

function reachable(name: string, lifecycle: Lifecycle): readonly Problem[] {
  const create = own(lifecycle.triggers, 'create')
  if (create === undefined) {
    return [noCreate(['lifecycles', name, 'triggers'], `The lifecycle '${name}' has no trigger 'create', so nothing ever begins. Add one.`)]
  }
  const met = new Set(passed(create))
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
