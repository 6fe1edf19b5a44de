import { header } from '../../history.ts'
import type { Behaviour } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Answer } from '../../history.ts'
import type { Sight } from '../../monitor.ts'

type Envelope = Behaviour['errors']['envelope']

/** Whether a refusal with content has the declared media type and satisfies the declared schema. Nothing where it has no content. */
export function enveloped(contract: Contract, { mediaType, schema }: Envelope, answer: Answer): Sight {
  if (answer.bytes === 0) return undefined
  const found = essence(header(answer, 'content-type'))
  if (found !== essence(mediaType)) return { expected: `an error of the media type ${mediaType}`, actual: found === '' ? 'no Content-Type' : found }
  if (answer.json === undefined) return { expected: 'an error that can be read', actual: `a body of ${answer.bytes} bytes that is not JSON` }
  const [violation] = contract.validate(`/components/schemas/${schema}`, answer.json)
  return violation === undefined
    ? 'kept'
    : { expected: `an error of the schema ${schema}`, actual: `${violation.at === '' ? 'the body' : violation.at} ${violation.message}` }
}

function essence(mediaType: string | undefined): string {
  return (mediaType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}
