import type { Shown } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { choices, keys, reporter } from './rule.ts'
import { isJson } from '../media-type.ts'
import type { Judge, Path } from './rule.ts'

const nothing = reporter('shows-missing')
const notText = reporter('shows-text')
const ofNone = reporter('shows-tell')

/** What is neither a resource nor a list of some shows something. */
export const answering: Judge = (_, { id, operation: { action, shows } }) => {
  if ((action !== 'overview' && action !== 'tell') || keys(shows).length > 0) return []
  return [nothing(['operations', id], `'${id}' answers with what \`shows\` says, and there is none. Add \`shows\`, by JSON pointer into the answer.`)]
}

/** An answer that is a text has no members, so what is shown of it is all of it. */
export const texts: Judge = (_, { id, operation: { shows }, declared }) => {
  const types = [...declared.responses.values()].flatMap(({ status, mediaType }) =>
    status >= 200 && status < 300 && mediaType !== undefined ? [mediaType] : [],
  )
  const [type] = types.filter((each) => !isJson(each))
  if (type === undefined || types.length > 1) return []
  return keys(shows)
    .filter((at) => at !== '')
    .map((at) =>
      notText(['operations', id, 'shows', at], `'${id}' answers with ${type}, a text without members. Write '' for the whole of it, or remove this.`),
    )
}

/** What an answer about no resource can say: what is the same for everybody. */
const general: ReadonlySet<string> = new Set(['value', 'text', 'made', 'first', 'otherwise'])

/** Of no resource there is nothing to look at. */
export const telling: Judge = (_, { id, operation: { action, shows } }) =>
  action === 'tell' ? Object.entries(shows ?? {}).flatMap(([at, shown]) => toldOfNone(['operations', id, 'shows', at], shown)) : []

function toldOfNone(path: Path, shown: Shown): readonly Problem[] {
  const odd = keys(shown).filter((member) => !general.has(member))
  return [
    ...odd.map((member) => ofNone([...path, member], `'tell' is about no resource, so '${member}' has nothing to look at. Write one of ${choices(general)}.`)),
    ...(shown.first ?? []).flatMap((each, index) => toldOfNone([...path, 'first', index], each)),
  ]
}
