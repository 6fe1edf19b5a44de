import { everyMutant, bodies, mutants } from './generate/bodies.ts'
import { bodySchemaOf, mutableFields } from './generate/mutable.ts'
import { jsonBodyOf } from './generate/json-body.ts'
import { knownOf, prerequisites, unknownPlace } from './generate/known.ts'
import { blocked, met, unmet } from './need.ts'
import { forbidding, roleOf, strongest } from './needed.ts'
import { isThrough } from './readable.ts'
import { emptyParent, isPlaced, unplaced } from './placed.ts'
import { operationFor, resourceOf, vanishes } from './resources.ts'
import { objectOf } from '../specs/json.ts'
import { rulesOf } from '../specs/behaviour.ts'
import type { Behaviour, Lifecycle, Mask, RateLimit, Refusal, ResourceType, Rule, RuleKind, Tag } from '../specs/behaviour.ts'
import type { Contract, Operation } from '../specs/contract.ts'
import type { JsonObject } from '../specs/json.ts'
import type { Sourced } from '../specs/statement.ts'
import type { BodySchema, Drawn } from './generate/bodies.ts'
import type { Known } from './generate/known.ts'
import type { Mutant } from './generate/mutant.ts'
import type { MutableField } from './generate/mutable.ts'
import type { Need } from './need.ts'
import type { ItemsNeed, OperationNeed, PreconditionNeed, RefusalNeed, RoleNeed } from './needed.ts'
import type { Offer } from './offer.ts'
import type { Action } from './resources.ts'
import type { Acquaintance } from './rules/named.ts'

/**
 * One contract, read for one resource type and one subject. Every value comes as a `Need` with the statements it was read
 * from, so that the basis of a verdict cannot be forgotten.
 */
export class Reading {
  /** Name of the resource type under test. */
  readonly resource: string
  readonly type: ResourceType
  private readonly contract: Contract
  private readonly offer: Offer
  private fields: readonly MutableField[] | undefined

  constructor(contract: Contract, offer: Offer, resource: string) {
    this.contract = contract
    this.offer = offer
    this.resource = resource
    this.type = resourceOf(contract, resource).type
  }

  /** What the contract does to the resource type under test. */
  operation(action: Action): Need<OperationNeed> {
    const operation = operationFor(this.contract, this.resource, action)
    if (operation === undefined) return unmet(`the contract has no operation to ${action} a ${this.resource}`)
    const unknown = unplaced(this.contract, this.resource, this.offer.params)
    return unknown === undefined
      ? met({ id: operation.id, operation }, operation.behaviour)
      : unmet(`nothing was given for ${unknown}, in which a ${this.resource} lies`)
  }

  /** Every operation whose behaviour is known. */
  everyOperation(): Need<readonly Operation[]> {
    const modelled = [...this.contract.operations.values()].filter((operation) => operation.behaviour !== undefined && !isThrough(operation))
    return modelled.length > 0 ? met(modelled) : unmet('the contract models no operation')
  }

  /** How something is refused: by the operation that does this to the type under test, where that has a way of its own. */
  refusal(refusal: Refusal, action?: Action): Need<RefusalNeed> {
    const { refusals, statuses } = this.contract.behaviour.errors
    const own = action === undefined ? undefined : operationFor(this.contract, this.resource, action)?.behaviour.refusals?.[refusal]
    const reply = own ?? refusals[refusal]
    if (reply === undefined) return unmet(`the contract does not say how ${refusal} is refused`)
    const all = [reply.status, ...(reply.tolerated ?? [])]
    return met({ refusal, status: reply.status, statuses: all, statusesLeanOn: statuses === undefined ? [] : [statuses], reply }, reply)
  }

  /** The shape of every refusal's body. */
  envelope(): Need<Behaviour['errors']['envelope']> {
    return this.stated((behaviour) => behaviour.errors.envelope, 'the contract declares no envelope for errors')
  }

  identity(): Need<ResourceType['identity']> {
    return met(this.type.identity, this.type.identity)
  }

  tag(): Need<Tag> {
    return this.stated(() => this.type.tag, `a ${this.resource} has no entity tag`)
  }

  /** The precondition of an operation; by default that of the update. */
  precondition(action: Action = 'update'): Need<PreconditionNeed> {
    const operation = operationFor(this.contract, this.resource, action)
    const rule = operation?.behaviour.precondition
    if (operation === undefined || rule === undefined) return unmet(`the contract declares no precondition to ${action} a ${this.resource}`)
    const on = rule.on ?? this.resource
    const read = operationFor(this.contract, on, 'read')
    const tag = resourceOf(this.contract, on).type.tag
    if (read === undefined || tag === undefined) return unmet(`the tag of a ${on} cannot be read`)
    return met({ id: operation.id, rule, on, read: read.id, tag }, rule, tag)
  }

  lifecycle(): Need<Lifecycle> {
    const name = this.type.lifecycle
    const lifecycle = name === undefined ? undefined : this.contract.behaviour.lifecycles?.[name]
    if (lifecycle === undefined) return unmet(`a ${this.resource} has no lifecycle`)
    return met(lifecycle, lifecycle.settles)
  }

  deletion(): Need<NonNullable<ResourceType['deletion']>> {
    return this.stated(() => this.type.deletion, `the contract says nothing about how a ${this.resource} is deleted`)
  }

  repeatedDeletion(): Need<NonNullable<ResourceType['repeatedDeletion']>> {
    return this.stated(() => this.type.repeatedDeletion, `the contract says nothing about deleting a ${this.resource} twice`)
  }

  immutable(): Need<readonly string[]> {
    const rules = rulesOf(this.type, 'immutable')
    const chosen = strongest(rules)
    return chosen.length > 0
      ? met(
          chosen.flatMap(({ at }) => at.map((place) => place.slice(1))),
          ...chosen,
        )
      : unmet(`a ${this.resource} has no immutable fields`)
  }

  /** The rules of one kind, the documented ones first. Leans on none of them: whoever finds one broken says which. */
  rules<K extends RuleKind>(kind: K): Need<readonly Extract<Rule, { readonly rule: K }>[]> {
    const found = rulesOf(this.type, kind)
    const strength = (rule: Sourced) => ['documented', 'client', 'assumed'].indexOf(rule.basis)
    return found.length > 0 ? met(found.toSorted((a, b) => strength(a) - strength(b))) : unmet(`a ${this.resource} has no rule of the kind ${kind}`)
  }

  /** The field mask of an update. */
  mask(): Need<Mask> {
    return this.stated(() => operationFor(this.contract, this.resource, 'update')?.behaviour.mask, `no mask tells which fields of a ${this.resource} change`)
  }

  /** The same contract over the Connect protocol, in a run that uses another wire. */
  connect(): Need<Contract> {
    const { connect } = this.contract
    return connect === undefined ? unmet('the provider speaks no Connect besides') : met(connect, ...statements(connect))
  }

  /** What the role of a principal may do, as the sample data knows it. Needs a credential besides: `principal`. */
  role(principal: 'readonly' | 'other'): Need<RoleNeed> {
    const role = roleOf(this.contract.behaviour, principal)
    const rights = role === undefined ? undefined : this.contract.behaviour.auth.roles[role]
    if (role === undefined || rights === undefined) return unmet(`the contract's sample data gives the principal ${principal} no role`)
    const allows = strongest(rights.allows ?? [])
    const forbids = forbidding(this.contract, rights.forbids ?? [])
    const names = (rules: readonly { readonly operations: readonly string[] }[]) => [...new Set(rules.flatMap(({ operations }) => operations))]
    return met({ role, allows: names(allows), forbids: names(forbids) }, ...allows, ...forbids)
  }

  /** A credential besides the administrator's; its path parameters. */
  principal(name: 'readonly' | 'other'): Need<{ readonly name: 'readonly' | 'other'; readonly params: Readonly<Record<string, string>> }> {
    if (!this.offer.principals.has(name)) return unmet(`no credential for ${name} was given`)
    return met({ name, params: name === 'other' ? this.offer.otherParams : this.offer.params })
  }

  rateLimit(): Need<RateLimit> {
    return this.stated((behaviour) => behaviour.rateLimit, 'the contract declares no rate limit')
  }

  retryAfter(): Need<RateLimit['retryAfter']> {
    return this.stated((behaviour) => behaviour.rateLimit?.retryAfter, 'the contract says nothing about Retry-After')
  }

  /** JSON pointer of the member of a list answer that holds the array: for whoever accuses over what a list does not show. */
  items(): Need<ItemsNeed> {
    const found = this.sighted()
    const envelope = operationFor(this.contract, this.resource, 'list')?.behaviour.envelope
    return found.kind === 'met' && envelope !== undefined ? met(found.value, ...found.leansOn, envelope) : found
  }

  /**
   * The same as evidence only, so it leans on less: in an envelope of another form nothing is seen, and who accuses only over
   * what was seen accuses nobody by mistake.
   */
  sighted(): Need<ItemsNeed> {
    const list = this.operation('list')
    return list.kind === 'unmet' ? list : { ...list, value: { id: list.value.id, items: list.value.operation.behaviour?.items ?? '' } }
  }

  /** What the schema of the representation rests on: nothing besides the operations, where the contract says no more. */
  shape(): Need<true> {
    return this.type.shape === undefined ? met(true) : met(true, this.type.shape)
  }

  /** That the run can make resources of this type. */
  creatable(): Need<OperationNeed> {
    const create = this.operation('create')
    if (create.kind === 'unmet') return create
    const unknown = unknownPlace(this.contract, this.resource, this.offer.known)
    if (unknown !== undefined) {
      const isForUs = prerequisites(this.contract).includes(unknown.resource)
      const because = `a ${this.resource} names in ${unknown.at} what has to be there first, and none was ${isForUs ? 'given or could be made' : 'found or given'}`
      return isForUs ? blocked(because) : unmet(because)
    }
    return vanishes(this.contract, this.resource) ? create : unmet(`a ${this.resource} could be made but not deleted again`)
  }

  /** True where the subject or its principal tells what resources of this type lie in. */
  isPlaced(): boolean {
    return isPlaced(this.type, this.offer.params)
  }

  /** That there is one to be had: nobody puts any into what the run makes for itself. */
  available(): Need<true> {
    const parent = this.creatable().kind === 'met' ? undefined : emptyParent(this.contract, this.resource, this.offer.params)
    return parent === undefined ? met(true) : unmet(`a ${parent} that the run makes has no ${this.resource}, and no operation makes one`)
  }

  /** The create, where it answers with what it made and not with a long-running operation. */
  showingCreate(): Need<OperationNeed> {
    const create = this.creatable()
    const isTold = create.kind === 'met' && create.value.operation.behaviour?.longRunning !== undefined
    return isTold ? unmet(`the create of a ${this.resource} answers with a long-running operation`) : create
  }

  /** A field that an update changes visibly; prefers fields that start no lifecycle. */
  mutableField(): Need<MutableField> {
    const update = this.operation('update')
    if (update.kind === 'unmet') return update
    if (this.creatable().kind === 'unmet' && !this.offer.mayChangeGiven)
      return unmet(`leave to change a ${this.resource} that the run did not make was not given`)
    this.fields ??= mutableFields(this.contract, this.resource, this.known())
    const field = this.fields[0]
    return field === undefined ? unmet(`an update of a ${this.resource} changes nothing that can be read back`) : met(field, ...update.leansOn)
  }

  /** Every such field, the ones that start nothing first. */
  mutableFields(): Need<readonly MutableField[]> {
    const first = this.mutableField()
    return first.kind === 'unmet' ? first : { ...first, value: this.fields ?? [] }
  }

  bodySchema(action: 'create' | 'update'): Need<BodySchema> {
    const operation = operationFor(this.contract, this.resource, action)
    if (operation === undefined || jsonBodyOf(operation) === undefined) return unmet(`the contract has no JSON body to ${action} a ${this.resource}`)
    return met({ ...bodySchemaOf(this.contract, this.resource, action), known: this.known() }, operation.behaviour)
  }

  /** Valid bodies; give them a name of your own (`named`) before they are sent. */
  bodies(action: 'create' | 'update'): Need<Drawn<JsonObject>> {
    const schema = this.bodySchema(action)
    return schema.kind === 'unmet' ? schema : { ...schema, value: bodies(schema.value).map(objectOf) }
  }

  /** Every violation of a body that the provider's documents vouch for, one at a time. */
  everyMutant(action: 'create' | 'update'): Need<readonly Mutant[]> {
    const schema = this.bodySchema(action)
    if (schema.kind === 'unmet') return schema
    const all = everyMutant(schema.value)
    return all.length > 0 ? { ...schema, value: all } : unmet(`nothing in the body to ${action} a ${this.resource} can be violated`)
  }

  /** Random bodies with one violation each. */
  mutants(action: 'create' | 'update'): Need<Drawn<Mutant>> {
    const schema = this.bodySchema(action)
    return schema.kind === 'unmet' ? schema : { ...schema, value: mutants(schema.value) }
  }

  /** Leave to change what the run did not make, e.g. to risk the caller's own membership. */
  given(): Need<true> {
    return this.offer.mayChangeGiven ? met(true) : unmet('leave to change what the run did not make was not given')
  }

  /** That hours may pass on the subject's clock: nobody waits for them. */
  movableClock(): Need<true> {
    return this.offer.movesClock === true ? met(true) : unmet("the subject's clock cannot be moved, and nobody waits that long")
  }

  /** What the run knows of resources that bodies name. Leans on nothing: rules say what follows from it. */
  acquaintance(): Acquaintance {
    return { ids: this.offer.known, shown: this.offer.shown }
  }

  private known(): Known {
    return knownOf(this.contract, this.resource, { ids: this.offer.known, shown: this.offer.shown, kubeconfig: this.offer.kubeconfig })
  }

  /** Any statement of the behaviour, with its basis. For what has no method of its own. */
  stated<T extends Sourced>(pick: (behaviour: Behaviour) => T | undefined, because: string): Need<T> {
    const found = pick(this.contract.behaviour)
    return found === undefined ? unmet(because) : met(found, found)
  }

  /** The contract itself, for its validator and its operations. Leans on nothing: statements come from the other methods. */
  document(): Need<Contract> {
    return met(this.contract)
  }
}

function statements({ behaviour }: Contract): readonly Sourced[] {
  return behaviour.connect === undefined ? [] : [behaviour.connect]
}
