import type { Check } from './context.ts'

/** Path parameters as the document describes them; they are always text. */
export const parameters: Check = ({ moment, operation, params }) => {
  for (const parameter of operation.parameters) {
    if (parameter.in !== 'path') continue
    const [violation] = moment.contract.validate(parameter.schema, params[parameter.name])
    if (violation !== undefined) return { refusal: 'invalid-parameter', detail: `${parameter.name} ${violation.message}` }
  }
  return undefined
}
