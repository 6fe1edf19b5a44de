import type { Scheme } from '../behaviour.ts'
import { follow } from '../document.ts'
import type { Problem } from '../finding.ts'
import { at, isObject, pointer } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { choices, reporter } from './rule.ts'
import type { Path, Rule } from './rule.ts'

const undeclared = reporter('auth-scheme')
const twice = reporter('auth-also')

/** The words before a token are those of the document's security schemes, where it declares any. */
export const schemeRules: Rule = ({ document, behaviour: { auth } }) => {
  const also = auth.also?.schemes ?? []
  const repeated = also.flatMap((scheme, index) =>
    scheme === auth.scheme ? [twice(['auth', 'also', 'schemes', index], `'${scheme}' is the scheme already. Write another one, or remove \`also\`.`)] : [],
  )
  const found = declared(document)
  if (found.length === 0) return repeated
  return [
    ...repeated,
    ...missing(['auth', 'scheme'], auth.scheme, found),
    ...also.flatMap((scheme, index) => missing(['auth', 'also', 'schemes', index], scheme, found)),
  ]
}

/** How a document says it. */
const spelling: Readonly<Record<Scheme, string>> = {
  bearer: '`{ type: http, scheme: bearer }`',
  token: '`{ type: apiKey, in: header, name: Authorization }`',
}

function missing(path: Path, scheme: Scheme, found: readonly (Scheme | undefined)[]): readonly Problem[] {
  if (found.includes(scheme)) return []
  const known = choices(found.filter((each) => each !== undefined))
  return [undeclared(path, `No security scheme of openapi.yaml is '${scheme}'. Write one of ${known}, or declare ${spelling[scheme]} there.`)]
}

function declared(document: JsonObject): readonly (Scheme | undefined)[] {
  const schemes = at(document, '/components/securitySchemes')
  return Object.keys(isObject(schemes) ? schemes : {}).map((name) => {
    const { type, scheme, in: place, name: header } = follow(document, pointer(['components', 'securitySchemes', name]))?.value ?? {}
    if (type === 'http' && typeof scheme === 'string' && scheme.toLowerCase() === 'bearer') return 'bearer'
    return type === 'apiKey' && place === 'header' && typeof header === 'string' && header.toLowerCase() === 'authorization' ? 'token' : undefined
  })
}
