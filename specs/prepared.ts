import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Behaviour } from './behaviour.ts'
import { readFolder } from './files.ts'
import { ContractError } from './finding.ts'
import { isObject } from './json.ts'
import type { JsonObject } from './json.ts'

/** The content of a provider's two files. */
export interface Content {
  readonly document: JsonObject
  readonly behaviour: Behaviour
}

const name = 'contract.json'

/**
 * Writes `contract.json` beside the two files of a folder: their content, judged, in a form that loads without parsing
 * YAML and without compiling a schema, which cost 200 ms of a cold start. The build does this for the providers it ships.
 * It counts only as long as the two files have the bytes it was made from.
 *
 * @throws ContractError when the folder holds no sound contract.
 */
export async function prepareContract(folder: string): Promise<void> {
  const read = await readFolder(folder)
  if (read.kind === 'unreadable') throw new ContractError(`prepare the contract in '${folder}'`, read.findings)
  const { inspect } = await import('./inspect.ts')
  const { findings, content } = inspect(read)
  if (content === undefined) throw new ContractError(`prepare the contract in '${folder}'`, findings)
  await writeFile(join(folder, name), JSON.stringify({ hash: read.hash, ...content }))
}

/** What `prepareContract` wrote, where it was made from files of this hash; undefined otherwise. Never throws. */
export async function readPrepared(folder: string, hash: string): Promise<Content | undefined> {
  try {
    const found: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'))
    if (!isObject(found) || found['hash'] !== hash) return undefined
    const { document, behaviour } = found
    return isObject(document) && wasJudged(behaviour) ? { document, behaviour } : undefined
  } catch {
    return undefined
  }
}

/** The schema was asked when the file was written, and the hash tells that nothing has changed since. */
function wasJudged(behaviour: unknown): behaviour is Behaviour {
  return isObject(behaviour) && behaviour['behaviour'] === 1
}
