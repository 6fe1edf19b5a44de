import { list, shapeAt } from '../../generate/shape.ts'
import { parted, schemaAt } from '../ground.ts'
import { encodedObject } from '../obeying.ts'
import { placing } from '../trial.ts'
import type { Rule } from '../../../specs/behaviour.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Ground } from '../ground.ts'
import type { Trial, Variant } from '../trial.ts'

type DecodesAs = Extract<Rule, { readonly rule: 'decodes-as' }>

const strict: Sourced = { basis: 'assumed', source: 'RFC 4648 sections 3.2 and 3.3, which many decoders take less strictly' }
const objects: Sourced = { basis: 'assumed', source: 'inferred: what is encoded is an object, although the languages know more than these' }

/** There is padding to lose. */
const padded = base64('{"note":"kept"}\n')

/** Text that is no base64, and base64 of what is in none of the languages. Readings that not everybody shares come last. */
export function encodedTrial(ground: Ground, rule: DecodesAs): Trial | undefined {
  const { at: place, as } = rule
  if (parted(place) !== undefined) return undefined
  const put = (name: string, text: string, ...leansOn: readonly Sourced[]): Variant => ({ ...placing(`${place} is ${name}`, [[place, text]]), leansOn })
  const texts = told(ground, rule)
  const long = texts.find((text) => text.endsWith('=')) ?? padded
  const content =
    as === undefined
      ? []
      : [put('base64 of neither', base64('{"note": [unclosed')), put('base64 of bytes that are no text', base64(Uint8Array.of(0xff, 0xfe, 0x00, 0xc3, 0x28)))]
  return {
    rule,
    keeping: texts.map((text, index) => put(`base64${index > 0 ? ' of another kind' : ''}`, text)),
    breaking: [
      put('not base64', 'this is *no* base64!'),
      ...content,
      put('base64 without its padding', long.replace(/=+$/, ''), strict),
      put('base64 with a blank in it', `${long.slice(0, 6)} ${long.slice(6)}`, strict),
      ...(as === undefined ? [] : [put('base64 of a single text', base64('"note"'), objects)]),
    ],
  }
}

/** Texts that the document shows, or else one of ours in each language: what they have to say besides is nobody's business here. */
function told(ground: Ground, { at: place, as }: DecodesAs): readonly string[] {
  const where = schemaAt(ground, place)
  const examples = where === undefined ? [] : list(shapeAt(ground.schema.contract.document, where)?.keywords['examples'])
  const shown = examples
    .filter((value) => typeof value === 'string')
    .filter(isBase64)
    .slice(0, 2)
  return shown.length > 0 ? shown : (as ?? ['json']).map((language) => (language === 'json' ? encodedObject('kept') : base64('note: kept\n')))
}

function base64(content: string | Uint8Array): string {
  return Buffer.from(typeof content === 'string' ? new TextEncoder().encode(content) : content).toString('base64')
}

function isBase64(text: string): boolean {
  return text !== '' && Buffer.from(text, 'base64').toString('base64') === text
}
