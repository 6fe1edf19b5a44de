import { overConnect } from './connect.ts'
import type { Contract, Operation } from './contract.ts'
import { basePathOf, target } from './document.ts'
import { readFolder } from './files.ts'
import type { RawFolder } from './files.ts'
import { ContractError } from './finding.ts'
import { at, isObject } from './json.ts'
import type { JsonObject } from './json.ts'
import { readOperations } from './operations.ts'
import type { Declared } from './operations.ts'
import { readPrepared } from './prepared.ts'
import type { Content } from './prepared.ts'
import { validatorOf } from './schemas.ts'

export { ContractError } from './finding.ts'

/**
 * Reads the contract of a provider: `openapi.yaml` and `behaviour.yaml` of a folder. Nothing outside the folder is read.
 *
 * @throws ContractError when a file cannot be read or the two disagree; it holds every problem with its line.
 */
export async function loadContract(folder: string): Promise<Contract> {
  const read = await readFolder(folder)
  if (read.kind === 'unreadable') throw new ContractError(`load the contract in '${folder}'`, read.findings)
  const content = (await readPrepared(folder, read.hash)) ?? (await judged(folder, read))
  return assembled(folder, read.hash, content)
}

/** The judges bring YAML and Ajv with them, so they are called only where nothing was prepared. */
async function judged(folder: string, read: RawFolder): Promise<Content> {
  const { inspect } = await import('./inspect.ts')
  const { findings, content } = inspect(read)
  if (content !== undefined) return content
  const errors = findings.filter(({ severity }) => severity === 'error')
  throw new ContractError(`load the contract in '${folder}'`, errors)
}

function assembled(folder: string, hash: string, { document, behaviour }: Content): Contract {
  const { declared } = readOperations(document)
  const basePath = basePathOf(document)
  const contract: Omit<Contract, 'connect'> = {
    id: behaviour.provider.id,
    title: behaviour.provider.title,
    folder,
    basePath,
    roots: [basePath],
    wire: 'rest',
    hash,
    document,
    behaviour,
    operations: new Map([...declared].map(([id, operation]) => [id, withBehaviour(operation, behaviour.operations)])),
    validate: validatorOf(document),
    schemaAt: (where) => schemaAt(document, where),
  }
  const connect = overConnect(contract)
  return connect === undefined ? contract : { ...contract, connect }
}

function withBehaviour(operation: Declared, modelled: Content['behaviour']['operations']): Operation {
  const behaviour = Object.hasOwn(modelled, operation.id) ? modelled[operation.id] : undefined
  return behaviour === undefined ? operation : { ...operation, behaviour }
}

/** `$ref`s are followed one step, so that a schema that refers to itself can be walked. */
function schemaAt(document: JsonObject, where: string): JsonObject | undefined {
  const found = at(document, where)
  if (!isObject(found)) return undefined
  const next = typeof found['$ref'] === 'string' ? target(found['$ref']) : undefined
  const referred = next === undefined ? undefined : at(document, next)
  return isObject(referred) ? referred : found
}
