import { constructFromEvents, CORE_SCHEMA, parseEvents, YAMLException } from 'js-yaml'
import { nodesBehindAliases } from './aliases.ts'
import { isMapping } from './spot.ts'
import { Unusable } from './unusable.ts'
import type { KubeconfigBounds } from '../kubeconfig.ts'
import type { Spot } from './spot.ts'

/** Collections within collections; a kubeconfig needs fewer than ten. Bounds the recursion of the parser. */
const MAX_DEPTH = 50

/** The one document of a YAML 1.2 text (JSON is YAML) as a mapping, within the bounds. Throws Unusable. */
export function readDocument(text: string, bounds: KubeconfigBounds): Spot {
  if (text.length > bounds.maxBytes || Buffer.byteLength(text) > bounds.maxBytes) throw new Unusable(`the text is larger than ${bounds.maxBytes} bytes`)
  const documents = parsed(text, bounds.maxAliases)
  if (documents.length === 0) throw new Unusable('the text is empty')
  if (documents.length > 1) throw new Unusable('the text holds more than one document')
  const [members] = documents
  if (!isMapping(members)) throw new Unusable('the document is not a mapping')
  return { at: '', members }
}

function parsed(text: string, maxAliases: number): readonly unknown[] {
  try {
    const events = parseEvents(text, { maxDepth: MAX_DEPTH })
    if (nodesBehindAliases(text, events) > maxAliases) throw new Unusable(`its aliases stand for more than ${maxAliases} nodes`)
    return constructFromEvents(events, { source: text, schema: CORE_SCHEMA })
  } catch (error) {
    if (error instanceof YAMLException) throw new Unusable(reason(error))
    throw error
  }
}

/** What the parser says quotes the text (names of tags and anchors, a snippet), so only its kind and the place are told. */
function reason({ reason, mark }: YAMLException): string {
  const where = mark === undefined ? '' : ` (line ${mark.line + 1}, column ${mark.column + 1})`
  if (reason.includes('maxDepth')) return `the document nests more than ${MAX_DEPTH} collections deep`
  if (reason.includes('unknown') && reason.includes('tag')) return `the document has a tag that is not of the YAML core schema${where}`
  if (reason.includes('duplicated mapping key')) return `the document has the same key twice in one mapping${where}`
  if (reason.includes('alias')) return `the document has an alias without an anchor${where}`
  return `the text is not readable YAML${where}`
}
