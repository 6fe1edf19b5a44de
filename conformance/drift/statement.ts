import { pointer } from '../../specs/json.ts'
import { weakest } from '../../specs/statement.ts'
import { leaning, type Amendment, type Leaning } from './leaning.ts'
import { lifecycleOf } from './phases.ts'
import { policyOf } from './policy.ts'
import { reasonsOf, type Reason } from './refusal.ts'
import type { Contract, Operation } from '../../specs/contract.ts'
import type { Group } from './fact.ts'

/** What the mock's side of a difference rests on, or undefined where no statement of its own is about it. */
export function leaningOf(contract: Contract, group: Group): Leaning | undefined {
  const operation = contract.operations.get(group.operation)
  switch (group.fact.aspect) {
    case 'status':
      return group.fact.refusal === undefined ? successOf(contract, operation, group) : refusalOf(contract, operation, group)
    case 'code':
      return codeOf(contract, operation, group)
    case 'header':
      return headerOf(contract, operation, group)
    case 'media type':
      return mediaTypeOf(contract, group)
    case 'member':
    case 'type':
    case 'word':
      return shapeOf(contract, operation, group)
    case 'phase':
      return phaseOf(contract, operation, group)
    case 'tag':
      return motionOf(contract, operation, group)
    case 'verdict':
      return undefined
  }
}

function successOf({ behaviour }: Contract, operation: Operation | undefined, { fact, example, times, of }: Group): Leaning | undefined {
  if (operation?.behaviour === undefined) return undefined
  const where = pointer(['operations', operation.id])
  const { success } = operation.behaviour
  if (success?.tolerated.map(String).includes(fact.endpoint) === true) return leaning(`${where}/success`, success)
  const again = behaviour.resources[operation.behaviour.resource]?.repeatedDeletion
  // Deleting is accepted now and then: what is refused is what is being deleted already.
  if (operation.behaviour.action === 'delete' && again !== undefined && times < of && ['404', '409', '410'].includes(fact.endpoint))
    return leaning(pointer(['resources', operation.behaviour.resource, 'repeatedDeletion']), again)
  const role = behaviour.auth.roles[example.mock?.principal ?? '']
  const granted = role?.allows?.findIndex(({ operations }) => operations.includes(operation.id)) ?? -1
  const grant = role?.allows?.[granted]
  if (grant !== undefined && ['401', '403', '404'].includes(fact.endpoint))
    return leaning(pointer(['auth', 'roles', example.mock?.principal ?? '', 'allows', granted]), grant)
  return leaning(where, operation.behaviour)
}

function refusalOf(contract: Contract, operation: Operation | undefined, group: Group): Leaning | undefined {
  const reason = reasonsOf(contract, operation).find(({ refusal }) => refusal === group.fact.refusal)
  if (reason === undefined) return undefined
  if (group.fact.endpoint.startsWith('2')) return policyOf(contract, operation, { reason, group }) ?? leaning(reason.pointer, reason.reply)
  const status = Number(group.fact.endpoint)
  if (!(status >= 400 && status < 500)) return leaning(reason.pointer, reason.reply)
  const amends = [{ at: `${reason.pointer}/status`, to: status }, ...amendedTolerance(reason, status)]
  const { statuses } = contract.behaviour.errors
  const found = leaning(reason.pointer, reason.reply, { about: /status/, amends })
  if (reason.reply.tolerated?.includes(status) === true) return { ...found, basis: weakest([found.basis, 'client']) }
  return statuses === undefined ? found : { ...found, basis: weakest([found.basis, statuses.basis]) }
}

/** What was the answer stays tolerated, and what becomes it need not be any more. */
function amendedTolerance({ reply, pointer: where }: Reason, status: number): readonly Amendment[] {
  if (reply.tolerated === undefined) return []
  return [{ at: `${where}/tolerated`, to: [...reply.tolerated.filter((one) => one !== status), reply.status] }]
}

function codeOf(contract: Contract, operation: Operation | undefined, { fact }: Group): Leaning | undefined {
  const reason = reasonsOf(contract, operation).find(({ refusal }) => refusal === fact.refusal)
  if (reason === undefined) return undefined
  return leaning(reason.pointer, reason.reply, { about: /code/, amends: [{ at: `${reason.pointer}/code`, to: fact.endpoint }] })
}

function headerOf({ behaviour }: Contract, operation: Operation | undefined, { fact }: Group): Leaning | undefined {
  const about = operation?.behaviour
  const where = pointer(['resources', about?.resource ?? '', 'tag'])
  const tag = behaviour.resources[about?.resource ?? '']?.tag
  const id = behaviour.content.requestId
  if (fact.place === 'etag' && tag !== undefined) {
    const isStrength = [fact.mock, fact.endpoint].every((form) => form === 'weak' || form === 'strong')
    return leaning(where, tag, isStrength ? { about: /strength/, amends: [{ at: `${where}/strength`, to: fact.endpoint }] } : {})
  }
  if (fact.place === 'location' && about?.location !== undefined) return leaning(pointer(['operations', operation?.id ?? '', 'location']), about.location)
  if (id !== undefined && fact.place === id.header.toLowerCase()) return leaning('/content/requestId', id)
  if (fact.place === 'www-authenticate') return leaning('/auth', behaviour.auth, { about: /challenge/ })
  return undefined
}

function mediaTypeOf({ behaviour }: Contract, { fact, example }: Group): Leaning {
  const { envelope } = behaviour.errors
  const isRefusal = example.mock?.outcome.kind === 'answered' && example.mock.outcome.response.status >= 400
  const [where, stated] = isRefusal ? (['/errors/envelope', envelope] as const) : (['/content/mediaTypes', behaviour.content.mediaTypes] as const)
  const isType = fact.endpoint.includes('/')
  return leaning(where, stated, {
    about: /media/,
    ...(isType && { amends: [{ at: isRefusal ? `${where}/mediaType` : `${where}/response`, to: fact.endpoint }] }),
  })
}

/** What a representation looks like, or a refusal, where it rests on less than the operations that show it. */
function shapeOf({ behaviour }: Contract, operation: Operation | undefined, { fact, example }: Group): Leaning | undefined {
  const isRefusal = example.mock?.outcome.kind === 'answered' && example.mock.outcome.response.status >= 400
  if (isRefusal) return leaning('/errors/envelope', behaviour.errors.envelope)
  const about = operation?.behaviour
  const type = about && behaviour.resources[about.resource]
  if (about === undefined || type === undefined) return undefined
  const where = pointer(['resources', about.resource])
  if (type.shape !== undefined) return leaning(`${where}/shape`, type.shape)
  if (about.envelope !== undefined && about.items !== undefined && about.items.startsWith(fact.place))
    return leaning(pointer(['operations', operation?.id ?? '', 'envelope']), about.envelope)
  if (fact.aspect === 'member' && fact.endpoint === 'absent' && type.echo !== undefined) return leaning(`${where}/echo`, type.echo)
  return about.basis === 'documented' ? undefined : leaning(pointer(['operations', operation?.id ?? '']), about)
}

function phaseOf(contract: Contract, operation: Operation | undefined, { fact }: Group): Leaning | undefined {
  const found = lifecycleOf(contract, operation)
  if (found === undefined) return undefined
  const { id, lifecycle } = found
  const phase = Object.hasOwn(lifecycle.phases, fact.mock) ? lifecycle.phases[fact.mock] : undefined
  if (phase === undefined) return undefined
  const known = lifecycle.aliases?.[fact.mock] ?? []
  const where = pointer(['lifecycles', id])
  if (known.includes(fact.endpoint))
    return { pointer: `${where}${pointer(['aliases', fact.mock])}`, basis: weakest([phase.basis, 'client']), source: phase.source }
  const amend =
    lifecycle.aliases === undefined
      ? { at: `${where}/aliases`, to: { [fact.mock]: [fact.endpoint] } }
      : { at: `${where}${pointer(['aliases', fact.mock])}`, to: [...known, fact.endpoint] }
  return leaning(where + pointer(['phases', fact.mock]), phase, { amends: [amend] })
}

function motionOf({ behaviour }: Contract, operation: Operation | undefined, { fact }: Group): Leaning | undefined {
  const resource = operation?.behaviour?.resource ?? ''
  const tag = behaviour.resources[resource]?.tag
  const where = pointer(['resources', resource, 'tag'])
  return tag && leaning(where, tag, { about: /phase|movement|state|status/, amends: [{ at: `${where}/movesWithPhase`, to: fact.endpoint === 'moves' }] })
}
