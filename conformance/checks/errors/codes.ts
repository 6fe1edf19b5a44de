import { agrees, codeIn, statusOfCode } from '../../judge/code.ts'
import { everyAnswer, monitor } from '../../monitor.ts'
import { met, unmet } from '../../need.ts'
import { isObject, pointer } from '../../../specs/json.ts'
import type { Json } from '../../../specs/json.ts'
import type { Answer } from '../../history.ts'
import type { Monitor, Sight } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

export const codeMapping = monitor({
  id: 'err.code-mapping',
  needs: coded,
  judge: (trace, place) => everyAnswer(trace, (answer) => mapped(answer, place)),
})

/** Where refusals tell a code of google.rpc.Code, by its number or its name: the contract has no other for any refusal. */
function coded(reading: Reading): Need<string> {
  const [document, envelope] = [reading.document(), reading.envelope()]
  if (document.kind === 'unmet') return document
  if (envelope.kind === 'unmet') return envelope
  const place = placeOfCode(envelope.value.body, [])
  if (place === undefined) return unmet('the error envelope tells no code')
  const replies = Object.values(document.value.behaviour.errors.refusals)
  const isOne = replies.every(({ code = '' }) => statusOfCode(/^\d+$/.test(code) ? Number(code) : code) !== undefined)
  return isOne ? met(place, ...envelope.leansOn) : unmet('the codes of refusals are not those of google.rpc.Code')
}

function placeOfCode(template: Json, path: readonly (string | number)[]): string | undefined {
  if (template === '{code}') return pointer(path)
  const members = Array.isArray(template) ? [...(template as readonly Json[]).entries()] : isObject(template) ? Object.entries(template) : []
  for (const [name, member] of members) {
    const found = placeOfCode(member, [...path, name])
    if (found !== undefined) return found
  }
  return undefined
}

/** Whether a refusal's code is one and fits its status; nothing where it has none: then it is in other words altogether. */
export function mapped(answer: Answer, place: string): Sight {
  const code = codeIn(answer, place)
  if (answer.status < 400 || code === undefined) return undefined
  const status = statusOfCode(code)
  if (status === undefined) return { expected: 'a code of google.rpc.Code', actual: `the code ${JSON.stringify(code)} with status ${answer.status}` }
  return agrees(code, answer.status) ? 'kept' : { expected: `status ${status} for the code ${JSON.stringify(code)}`, actual: `status ${answer.status}` }
}

export const codeMonitors: readonly Monitor[] = [codeMapping]
