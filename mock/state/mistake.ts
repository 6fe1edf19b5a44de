import type { Contract } from '../../specs/contract.ts'
import { isPlan } from '../faults/read.ts'
import type { Fact } from './fact.ts'
import { isForced, isWindow } from './limits.ts'
import { isClockFact, isRemembered, isResource, isSettings } from './shapes.ts'

/** What a fact from outside has wrong, as the end of a sentence that names its place; undefined where a world may know it. */
export function mistakeIn({ at: [kind = '', ...at], value }: Fact, contracts: readonly Contract[]): string | undefined {
  const own = valid[kind]
  if (own !== undefined) return own(value) ? undefined : `is no "${kind}" that this program writes.`
  const ofContract = validOfContract[kind]
  if (ofContract === undefined)
    return `is of the unknown kind ${JSON.stringify(kind)}. Known are ${[...Object.keys(valid), ...Object.keys(validOfContract)].join(', ')}.`
  const [id = '', ...rest] = at
  const contract = contracts.find((one) => one.id === id)
  if (contract === undefined)
    return `is about the provider ${JSON.stringify(id)}, which is not served. Serve it too; served are ${contracts.map((one) => one.id).join(', ')}.`
  return ofContract({ contract, at: rest, value })
}

const valid: Readonly<Record<string, (value: unknown) => boolean>> = {
  clock: isClockFact,
  settings: isSettings,
  faults: isPlan,
  forced: isForced,
  window: isWindow,
}

interface Within {
  readonly contract: Contract
  readonly at: Fact['at']
  readonly value: unknown
}

const validOfContract: Readonly<Record<string, (fact: Within) => string | undefined>> = {
  next: ({ value }) => (isCount(value) ? undefined : 'is no revision.'),
  changed: ({ value }) => (isCount(value) ? undefined : 'is no revision.'),
  memory: ({ value }) => (isRemembered(value) ? undefined : 'is no answer to a request that may be sent again.'),
  resource: resourceMistake,
}

function resourceMistake({ contract, at: [type = '', ...address], value }: Within): string | undefined {
  if (!isResource(value)) return 'is no resource.'
  if (!Object.hasOwn(contract.behaviour.resources, type))
    return `is of the type ${JSON.stringify(type)}, which ${contract.id} does not have. It has ${Object.keys(contract.behaviour.resources).join(', ')}.`
  if (value.type === type && JSON.stringify(value.address) === JSON.stringify(address)) return undefined
  return `stands at ${JSON.stringify([type, ...address])}, and says that it is at ${JSON.stringify([value.type, ...value.address])}.`
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
