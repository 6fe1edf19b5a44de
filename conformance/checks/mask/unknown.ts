import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { schemaBelow } from '../../generate/samples.ts'
import { answerOf, succeeded } from '../../history.ts'
import { moved } from '../../judge/effect.ts'
import { standingOf } from '../../judge/phase.ts'
import { leaning } from '../../judge/leaning.ts'
import { allOf, told } from '../../judge/status.ts'
import { knownPaths } from '../../mask.ts'
import { all, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { apart, firmest, overlap } from './fields.ts'
import { look, refusals, turnedAway } from '../rule/steps.ts'
import { bodyWith, choosing, fresh, afterwards, write } from './steps.ts'
import type { Lifecycle } from '../../../specs/behaviour.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { MaskField } from './fields.ts'
import type { Masked } from './steps.ts'

type Chosen = Masked & { readonly chosen: readonly MaskField[] }

/** What is needed to send masks that cannot be understood, and to see that nothing came of them. */
interface Strange {
  readonly masked: Chosen
  /** Masks with a path that the contract does not know, alone and beside one that it does. */
  readonly masks: readonly string[]
  /** What says how such a mask is refused: the answer itself leans on it, what came of it does not. */
  readonly refusing: readonly Sourced[]
  readonly lifecycle: Lifecycle | undefined
  /** What it rests on that a change shows in the phase. */
  readonly phases: readonly Sourced[]
}

function strange(reading: Reading): Need<Strange> {
  const because = `a mask of a ${reading.resource} names no field of any value`
  const masked = choosing(reading, { least: 1, choose: ({ fields }) => apart(firmest(fields, 1)), because })
  if (masked.kind === 'unmet') return masked
  const { mask, chosen } = masked.value
  const strangers = strangersTo(masked.value)
  const [known = '', nonsense = ''] = [chosen[0]?.path, strangers[0]]
  const lifecycle = reading.lifecycle()
  return all({
    masked,
    masks: met([...strangers, `${known},${nonsense}`, `${nonsense},${known}`], mask.unknown),
    refusing: refusals(reading, 'invalid-body'),
    lifecycle: met(lifecycle.kind === 'met' ? lifecycle.value : undefined),
    phases: met(lifecycle.kind === 'met' ? Object.values(lifecycle.value.phases).filter(({ kind }) => kind === 'transient') : []),
  })
}

/** A path that nothing has, and objects of which only the members can be named. */
function strangersTo({ contract, where, mask }: Masked): readonly string[] {
  const known = knownPaths(mask)
  const nothing = ['unheardOf', 'unheardOfToo'].find((name) => schemaBelow(contract, where, `/${name}`) === undefined) ?? 'x'
  const above = known.flatMap((path) => path.split('.').map((_, index, names) => names.slice(0, index).join('.')))
  const objects = [...new Set(above)].filter((path) => path !== '' && !known.includes(path))
  return [nothing, ...objects]
}

const unknownPath = check({
  id: 'mask.unknown',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: strange,
  scenario: ({ masks }) => every([...masks]),
  drive: async (api, { masked }, masks) => {
    const handle = await api.borrow()
    for (const text of masks) {
      const before = await look(api, masked, { handle, label: `before ${text}` })
      // The body holds other values for all that the mask could be taken to mean.
      const meant = masked.fields.filter((field) => field.kind === 'free' && text.split(',').some((path) => overlap(field, { path })))
      const values = fresh(apart([...meant, ...masked.chosen]), before)
      await write(api, masked, { handle, label: text, body: bodyWith(masked, { before, values, paths: [text] }) })
    }
    const before = await look(api, masked, { handle, label: 'before the control' })
    await write(api, masked, {
      handle,
      label: 'control',
      body: bodyWith(masked, { before, values: fresh(masked.chosen, before), paths: masked.chosen.map(({ path }) => path) }),
    })
  },
  judge: (history, needs, masks) => {
    if (!succeeded(history.find('control'))) return unclear(`there is no positive control: an update with known paths got ${told(history.find('control'))}`)
    return allOf([...masks.map((text) => nothingCame(history, needs, text)), ...masks.map((text) => atRest(history, needs, text))])
  },
})

/** Effect first, status second. */
function nothingCame(history: History, { masked: { type, mask }, refusing }: Strange, text: string): Judgement {
  const attempt = history.find(text)
  const [before, after] = [`before ${text}`, afterwards(text)].map((label) => history.answer(label)?.json)
  if (attempt === undefined || before === undefined || after === undefined) return unclear('the resource could not be seen before and after')
  const places = moved(type, { before, after })
  if (places.length > 0) return broken('the resource is as it was', `${told(attempt)}, and yet ${places.join(', ')} changed`, text)
  if (mask.unknown.policy === 'refuse') return turnedAway(history, refusing, text)
  return succeeded(attempt) ? kept : leaning(broken('a success that changes nothing', told(attempt), text), refusing)
}

/** What changes nothing sets nothing in motion; only that leans on what the phases mean. */
function atRest(history: History, { masked: { mask }, lifecycle, phases }: Strange, text: string): Judgement {
  if (mask.unknown.policy !== 'ignore' || lifecycle === undefined) return kept
  const seen = [history.find(text), ...history.all(afterwards(text)).slice(0, 1)]
  const stirred = seen.find((exchange) => standingOf(lifecycle, answerOf(exchange)) === 'transient')
  return stirred === undefined ? kept : leaning(broken('a lifecycle that has not been set in motion', 'a phase that passes', stirred.label), phases)
}

export const unknownPaths: readonly Check[] = [unknownPath]
