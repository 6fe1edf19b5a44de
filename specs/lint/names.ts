import type { Problem } from '../finding.ts'
import { parameterNames } from '../segment.ts'
import { choices, keys, lifecycleOf, own, reporter, schemaNames } from './rule.ts'
import type { Modelled, Pair, Path } from './rule.ts'

const unknownResource = reporter('resource-exists')
const unknownSchema = reporter('schema-exists')
const unknownTrigger = reporter('trigger-exists')
const unknownPhase = reporter('phase-exists')
const unknownParameter = reporter('parameter-exists')

/** What is wrong with the name of a resource type; nothing where no name is written. */
export function resourceNamed({ behaviour }: Pair, path: Path, name: string | undefined): readonly Problem[] {
  if (name === undefined || own(behaviour.resources, name) !== undefined) return []
  return [unknownResource(path, `There is no resource '${name}'. Write one of ${choices(keys(behaviour.resources))}.`)]
}

/** What is wrong with the name of a schema in `components.schemas`. */
export function schemaNamed({ document }: Pair, path: Path, name: string): readonly Problem[] {
  const found = schemaNames(document)
  return found.includes(name) ? [] : [unknownSchema(path, `components.schemas has no '${name}'. Write one of ${choices(found)}.`)]
}

/** What is wrong with the name of a trigger in the lifecycle of a resource type; nothing where no name is written. */
export function triggerNamed(pair: Pair, path: Path, of: { readonly resource: string; readonly trigger: string | undefined }): readonly Problem[] {
  const lifecycle = lifecycleOf(pair, own(pair.behaviour.resources, of.resource))
  if (of.trigger === undefined || own(lifecycle?.triggers, of.trigger) !== undefined) return []
  return [unknownTrigger(path, `The lifecycle of '${of.resource}' has no trigger '${of.trigger}'. Write one of ${choices(keys(lifecycle?.triggers))}.`)]
}

/** What is wrong with the name of a phase in the lifecycle of a resource type; nothing where no name is written. */
export function phaseNamed(pair: Pair, path: Path, of: { readonly resource: string; readonly phase: string | undefined }): readonly Problem[] {
  const lifecycle = lifecycleOf(pair, own(pair.behaviour.resources, of.resource))
  if (of.phase === undefined || own(lifecycle?.phases, of.phase) !== undefined) return []
  return [unknownPhase(path, `'${of.resource}' has no phase '${of.phase}'. Write one of ${choices(keys(lifecycle?.phases))}.`)]
}

/** What is wrong with the name of a path parameter; nothing where no name is written. */
export function pathParameterNamed({ declared }: Modelled, path: Path, name: string | undefined): readonly Problem[] {
  const found = parameterNames(declared.template)
  if (name === undefined || found.includes(name)) return []
  return [unknownParameter(path, `The path ${declared.template} has no parameter '${name}'. Write one of ${choices(found)}.`)]
}

/** What is wrong with the name of a query parameter, which the document must declare for this very operation. */
export function queryParameterNamed({ id, declared }: Modelled, path: Path, name: string): readonly Problem[] {
  const found = declared.parameters.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name)
  if (found.includes(name)) return []
  return [unknownParameter(path, `openapi.yaml declares no query parameter '${name}' of '${id}'. Declare it there, or write one of ${choices(found)}.`)]
}
