import { essenceOf } from '../../specs/media-type.ts'
import { answerOf, header, wholeOf } from '../history.ts'
import { resourceOf } from '../resources.ts'
import { classOf, type Pair } from './align.ts'
import { placesOf, type Place } from './body.ts'
import { allowsType, declaredAt, isClosed } from './declared.ts'
import { phaseFacts, samePhase } from './phases.ts'
import { codeOf, codePlace, reasonOf } from './refusal.ts'
import type { Contract, Operation } from '../../specs/contract.ts'
import type { Answer, Exchange } from '../history.ts'
import type { Fact } from './fact.ts'

/** What both runs knew before they made anything, so that it may look different. */
export type Given = ReadonlySet<string>

/** Everything that can be compared of one request's two answers, whether they agree or not. What is free (values, texts, order) is not. */
export function factsOf(contract: Contract, pair: Pair, given: Given): readonly Fact[] {
  const operation = contract.operations.get(pair.mock.operation ?? '')
  const [mock, endpoint] = [answerOf(pair.mock), answerOf(pair.endpoint)]
  // A list that stands for a read tells the status by what it lacks.
  if (mock?.sent !== undefined || endpoint?.sent !== undefined) return []
  const status = statusFact(contract, operation, pair)
  if (mock === undefined || endpoint === undefined || classOf(pair.mock) !== classOf(pair.endpoint)) return [status]
  const isSame = mock.status === endpoint.status
  const facts = [status, ...(isSame ? [typeFact(mock, endpoint, operation)] : []), ...headerFacts(contract, [mock, endpoint], operation)]
  if (classOf(pair.mock) === 4) facts.push(...codeFacts(contract, pair, operation))
  if (classOf(pair.mock) === 2) facts.push(...phaseFacts(contract, operation, [mock, endpoint]))
  const comparable = isSame && samePhase(contract, operation, [mock, endpoint])
  if (comparable) facts.push(...bodyFacts(contract, pair, { operation, isOwn: isOwn(contract, pair, given) }))
  return isSame ? facts.map((fact) => (fact.aspect === 'status' ? fact : { ...fact, status: mock.status })) : facts
}

function statusFact(contract: Contract, operation: Operation | undefined, { mock, endpoint }: Pair): Fact {
  const other = answerOf(endpoint)
  const reason = reasonOf(contract, operation, mock)
  return {
    aspect: 'status',
    place: '',
    mock: shown(mock),
    endpoint: shown(endpoint),
    ...(reason && { refusal: reason.refusal }),
    ...(other !== undefined && { document: operation?.responses.has(other.status) === true ? 'allows' : 'forbids' }),
  }
}

function shown({ outcome }: Exchange): string {
  return outcome.kind === 'answered' ? String(outcome.response.status) : 'no answer'
}

function typeFact(mock: Answer, endpoint: Answer, operation: Operation | undefined): Fact {
  const [one, other] = [mediaTypeOf(mock), mediaTypeOf(endpoint)]
  const declared = operation?.responses.get(endpoint.status)?.mediaType
  return {
    aspect: 'media type',
    place: '',
    mock: one,
    endpoint: other,
    document: declared === undefined || essenceOf(declared) === other ? 'allows' : 'forbids',
  }
}

function mediaTypeOf(answer: Answer): string {
  return answer.bytes === 0 ? 'no body' : essenceOf(header(answer, 'content-type') ?? 'none')
}

/** Headers that mean something for whoever uses the API, whether the document declares them or not. */
const telling = ['allow', 'deprecation', 'etag', 'link', 'location', 'retry-after', 'sunset', 'www-authenticate']

function headerFacts({ behaviour }: Contract, [mock, endpoint]: readonly [Answer, Answer], operation: Operation | undefined): readonly Fact[] {
  const declared = operation?.responses.get(endpoint.status)?.headers ?? []
  const id = behaviour.content.requestId?.header.toLowerCase()
  return [...new Set([...telling, ...declared, ...(id === undefined ? [] : [id])])].map((name) => ({
    aspect: 'header',
    place: name,
    mock: formOf(name, header(mock, name)),
    endpoint: formOf(name, header(endpoint, name)),
    document: declared.includes(name) || header(endpoint, name) === undefined ? 'allows' : 'is silent',
  }))
}

/** The form of a header's value; what it says is free, and so is whether an address is whole (RFC 9110 section 10.2.2). */
function formOf(name: string, value: string | undefined): string {
  if (value === undefined) return 'absent'
  switch (name) {
    case 'etag':
      return /^W\/"[^"]*"$/.test(value) ? 'weak' : /^"[^"]*"$/.test(value) ? 'strong' : 'not an entity tag'
    case 'retry-after':
      return /^\d+$/.test(value) ? 'seconds' : 'a date'
    case 'www-authenticate':
      return value.split(' ')[0] ?? ''
    default:
      return 'present'
  }
}

function codeFacts(contract: Contract, pair: Pair, operation: Operation | undefined): readonly Fact[] {
  const [mock, endpoint] = [answerOf(pair.mock), answerOf(pair.endpoint)]
  const place = codePlace(contract)
  const code = mock && codeOf(contract, mock)
  if (endpoint === undefined || place === undefined || code === undefined || mock?.status !== endpoint.status) return []
  const reason = reasonOf(contract, operation, pair.mock)
  return [{ aspect: 'code', place, mock: code, endpoint: codeOf(contract, endpoint) ?? 'none', ...(reason && { refusal: reason.refusal }) }]
}

interface Whose {
  readonly operation: Operation | undefined
  /** True where the run made what is shown, so that both should show the same of it. */
  readonly isOwn: boolean
}

function isOwn(contract: Contract, { mock, endpoint }: Pair, given: Given): boolean {
  const behaviour = contract.operations.get(mock.operation ?? '')?.behaviour
  if (behaviour === undefined || !['create', 'import', 'read', 'update', 'delete', 'act'].includes(behaviour.action)) return false
  if (behaviour.action === 'create' || behaviour.action === 'import') return true
  const creatable = [...contract.operations.values()].some((one) => one.behaviour?.action === 'create' && one.behaviour.resource === behaviour.resource)
  const last = resourceOf(contract, behaviour.resource).type.address.length
  const known = [mock, endpoint].some(({ request }) => given.has(decodeURIComponent(request.target.split('?')[0]?.split('/').at(-1) ?? '')))
  return creatable && last > 0 && !known
}

function bodyFacts(contract: Contract, { mock, endpoint }: Pair, { operation, isOwn: own }: Whose): readonly Fact[] {
  const [one, other] = [wholeOf(answerOf(mock)), wholeOf(answerOf(endpoint))]
  if (one === undefined || other === undefined) return []
  const status = answerOf(endpoint)?.status ?? 0
  const schema = operation?.responses.get(status)?.schema
  const declared = declaredAt(contract.document, schema)
  if (declared.length === 0) return []
  const [here, there] = [placesOf(contract.document, declared, one), placesOf(contract.document, declared, other)]
  const isRefusal = status >= 400
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((place) => {
    const [known, seen] = [here.get(place), there.get(place)]
    const both = known !== undefined && seen !== undefined
    if (both) return [present(place), ...typeFacts(place, known, seen), ...wordFacts(place, known, seen)]
    return hasHolder(place, [here, there])
      ? presenceFacts(place, { known, seen, counts: own || isRefusal, isClosed: isClosed(there.get(holderOf(place))?.declared ?? []) })
      : []
  })
}

function holderOf(place: string): string {
  return place.slice(0, place.lastIndexOf('/'))
}

/** False below what one of the two lacks already. */
function hasHolder(place: string, sides: readonly ReadonlyMap<string, Place>[]): boolean {
  return place !== '' && sides.every((side) => side.has(holderOf(place)))
}

interface Presence {
  readonly known: Place | undefined
  readonly seen: Place | undefined
  /** Whether both should show the same of it, also where it may be left out. */
  readonly counts: boolean
  readonly isClosed: boolean
}

function presenceFacts(place: string, { known, seen, counts, isClosed: closed }: Presence): readonly Fact[] {
  // Which items there are, and which names where those are data, is free; so is what one of several items may leave out.
  if (place.endsWith('/*')) return []
  const mayDiffer = !counts || place.includes('/*')
  if (seen === undefined) {
    if (known === undefined || (!known.required && mayDiffer)) return []
    return [{ aspect: 'member', place, mock: 'present', endpoint: 'absent', document: known.required ? 'forbids' : 'allows' }]
  }
  const declared = seen.declared.length > 0
  if (declared && mayDiffer) return []
  return [{ aspect: 'member', place, mock: 'absent', endpoint: 'present', document: declared ? 'allows' : closed ? 'forbids' : 'is silent' }]
}

function typeFacts(place: string, known: Place, seen: Place): readonly Fact[] {
  // Below names that are data, everything is.
  if (seen.declared.length === 0) return []
  const strange = [...seen.types].filter((type) => !known.types.has(type)).toSorted()
  // Of several items, some may have a value where others have null.
  const isSame = strange.length === 0 || (place.includes('/*') && strange.length < seen.types.size)
  const forbidden = strange.some((type) => allowsType(seen.declared, type) === false)
  const mock = [...known.types].toSorted().join(' or ')
  return [{ aspect: 'type', place, mock, endpoint: isSame && !forbidden ? mock : strange.join(' or '), document: forbidden ? 'forbids' : 'allows' }]
}

function wordFacts(place: string, known: Place, seen: Place): readonly Fact[] {
  const word = ({ strange }: Place) =>
    strange.size === 0
      ? 'declared'
      : [...strange]
          .toSorted()
          .map((one) => JSON.stringify(one))
          .join(', ')
  const [mock, endpoint] = [word(known), word(seen)]
  return [{ aspect: 'word', place, mock, endpoint, document: endpoint === 'declared' ? 'allows' : 'forbids' }]
}

/** Both have it: counted, so that it is known how often one of the two might have lacked it. */
function present(place: string): Fact {
  return { aspect: 'member', place, mock: 'present', endpoint: 'present' }
}
