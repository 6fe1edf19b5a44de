import { answerOf, succeeded } from '../../history.ts'
import { standsFor } from '../../judge/effect.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { told } from '../../judge/status.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { filled } from './filled.ts'
import { itemIn } from './items.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Kind } from './items.ts'

/** Judges that a read shows an item with the word of its kind and the value that was asked for, what its schema fills in added. */
export function showsValue(contract: Contract, read: Exchange | undefined, { kind, value }: { readonly kind: Kind; readonly value: Json }): Judgement {
  const shown = succeeded(read) ? answerOf(read)?.json : undefined
  if (read === undefined || shown === undefined) return unclear(`the resource could not be seen: ${told(read)}`)
  return leaning(valued(contract, shown, { kind, value, label: read.label }), [kind.kind])
}

function valued(contract: Contract, shown: Json, { kind, value, label }: { readonly kind: Kind; readonly value: Json; readonly label: string }): Judgement {
  const { place, rule, kind: own, where } = kind
  const item = itemIn(kind, shown)
  if (item === undefined) return broken(`${own.id} in ${place}`, text(at(shown, place)), label)
  const [word, found] = [at(item, rule.shown.type), at(item, rule.shown.value)]
  if (word !== own.type) return broken(`${text(own.type)} as the word for the kind of ${own.id}`, text(word), label)
  if (found === undefined) return broken(`a value of ${own.id} at ${rule.shown.value}`, text(item), label)
  const [fault] = contract.validate(where, found)
  if (fault !== undefined)
    return broken(`a value of ${own.id} that is ${own.type}`, `${text(found)}: ${fault.at === '' ? 'it' : fault.at} ${fault.message}`, label)
  const expected = filled(contract, where, value)
  return standsFor(expected, found) ? kept : broken(`${text(expected)} as the value of ${own.id}`, text(found), label)
}
