import { isObject, withAt } from '../../specs/json.ts'
import type { Outcome } from '../call.ts'
import type { Defect } from '../defect.ts'
import { endOf } from '../long-running.ts'
import {
  aboutOf,
  anew,
  bytesOf,
  found,
  isOther,
  keyed,
  keyIn,
  keyRefused,
  lenient,
  madeKey,
  ofFirsts,
  ofRepeats,
  outlives,
  repeatOf,
  startsWork,
  withKey,
  withRules,
} from './idempotency-parts.ts'
import type { Place, Repeat, Wrap } from './idempotency-parts.ts'
import { editCall, jsonOf } from './parts.ts'

/** What a repeat does, and what it is answered with. */
export const idempotencyDefects: readonly Defect[] = [
  {
    id: 'idempotency.key-never-looked-up',
    violates: 'idem.replay-single-effect',
    sentence: 'Keeps every key and never looks one up.',
    applies: keyed,
    wrap: ofRepeats(anew),
  },
  {
    id: 'idempotency.repeat-makes-another',
    violates: 'idem.replay-single-effect',
    sentence: 'Answers a repeat with the first result, and makes another one besides.',
    applies: keyed,
    wrap: ofRepeats(besides),
  },
  {
    id: 'idempotency.repeat-is-conflict',
    violates: 'idem.replay-same-result',
    sentence: 'Refuses a repeat because its key was used already.',
    applies: keyed,
    wrap: ofRepeats(refusedOnly),
  },
  {
    id: 'idempotency.repeat-tells-of-nothing',
    violates: 'idem.replay-same-result',
    sentence: 'Answers a repeat as if it made another resource, and makes none.',
    applies: keyed,
    wrap: ofRepeats((repeat) => ({ reply: anew(repeat).reply, changes: [] })),
  },
  {
    id: 'idempotency.key-kept-after-the-work',
    violates: 'idem.concurrent-single-effect',
    sentence: 'Notes a key after the work is done, so that requests that follow at once are done again.',
    applies: keyed,
    wrap: atOnce(anew),
  },
  {
    id: 'idempotency.late-one-refused-but-done',
    violates: 'idem.concurrent-single-effect',
    sentence: 'Tells whoever follows at once that the first request is under way, and does it again all the same.',
    applies: keyed,
    wrap: atOnce((repeat) => ({ ...besides(repeat), reply: keyRefused(repeat.call) })),
  },
  {
    id: 'idempotency.other-body-done',
    violates: 'idem.reuse-other-payload-no-effect',
    sentence: 'Does what another body asks for under a key that is known.',
    applies: keyed,
    wrap: ofFirsts((repeat) => (isOther(repeat) ? anew(repeat) : undefined)),
  },
  {
    id: 'idempotency.other-body-written-over',
    violates: 'idem.reuse-other-payload-no-effect',
    sentence: 'Answers another body with the first resource, and writes that body over it.',
    applies: keyed,
    wrap: ofFirsts((repeat, place) => (isOther(repeat) ? writtenOver(repeat, place) : undefined)),
  },
  {
    id: 'idempotency.other-body-takes-key',
    violates: 'idem.reuse-other-payload-no-effect',
    sentence: 'Ties a key to the last body that came with it, so that the first one is refused from then on.',
    applies: keyed,
    wrap: (respond) => {
      const taken = new Set<string>()
      return ofFirsts((repeat) => {
        if (isOther(repeat)) taken.add(repeat.key)
        return taken.has(repeat.key) && !isOther(repeat) ? refusedOnly(repeat) : undefined
      })(respond)
    },
  },
  {
    id: 'idempotency.other-body-is-repeat',
    violates: 'idem.reuse-other-payload-rejected',
    sentence: 'Answers another body with the result of the first one, although it promises to refuse it.',
    applies: refuses,
    wrap: editCall(lenient),
  },
  {
    id: 'idempotency.other-body-crashes',
    violates: 'idem.reuse-other-payload-rejected',
    sentence: 'Fails with a server error on another body under a known key.',
    applies: refuses,
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      return outcome.reply.refusal === 'key-reused' ? { reply: { ...outcome.reply, status: 500 }, changes: [] } : outcome
    },
  },
  {
    id: 'idempotency.known-by-bytes',
    violates: 'idem.equivalent-encoding',
    sentence: 'Knows a request by its key and the bytes of its body, so that the same value in other bytes is done again.',
    applies: keyed,
    wrap: editCall((call) => rekeyed(call, (key) => madeKey(call, key, bytesOf(call)))),
  },
  {
    id: 'idempotency.known-by-body',
    violates: 'idem.distinct-keys-distinct-effects',
    sentence: 'Knows a request by its body alone, whatever its key.',
    applies: keyed,
    wrap: editCall((call) => rekeyed(call, () => madeKey(call, bytesOf(call)))),
  },
  {
    id: 'idempotency.key-forgotten-when-answered',
    violates: 'idem.lost-response-retry',
    sentence: 'Forgets a key as soon as its request is answered, whether anybody heard the answer or not.',
    applies: keyed,
    wrap: ofRepeats(anew),
  },
  {
    id: 'idempotency.repeat-forever-under-way',
    violates: 'idem.lost-response-retry',
    sentence: 'Takes a request whose answer nobody heard for one that is still under way, and refuses every repeat.',
    applies: keyed,
    wrap: ofRepeats(refusedOnly),
  },
  {
    id: 'idempotency.repeat-renames-work',
    violates: 'idem.async-same-operation',
    sentence: 'Tells of work under another name in each answer to a repeat.',
    applies: startsWork,
    wrap: ofRepeats(renamed),
  },
  {
    id: 'idempotency.key-ends-with-work',
    violates: 'idem.async-same-operation',
    sentence: 'Forgets a key when the work that it started is over, and starts it again.',
    applies: startsWork,
    wrap: ofRepeats((repeat) => (isOver(repeat) ? anew(repeat) : repeat.outcome)),
  },
  {
    id: 'idempotency.key-goes-with-resource',
    violates: 'idem.after-delete-no-resurrection',
    sentence: 'Forgets a key with the resource that it made, and makes it again.',
    applies: outlives,
    wrap: ofFirsts((repeat, place) => (found(repeat.around, place) === undefined ? anew(repeat) : undefined)),
  },
  {
    id: 'idempotency.repeat-revives',
    violates: 'idem.after-delete-no-resurrection',
    sentence: 'Answers with the old result once its resource is gone, and makes another one for it.',
    applies: outlives,
    wrap: ofFirsts((repeat, place) => (found(repeat.around, place) === undefined ? besides(repeat) : undefined)),
  },
  {
    id: 'idempotency.key-forgotten-early',
    violates: 'idem.expiry-window',
    sentence: 'Forgets keys after a minute.',
    applies: keyed,
    wrap: editCall((call) => withRules(call, (rules) => ({ ...rules, lifetime: { ...rules.lifetime, seconds: 60 } }))),
  },
  {
    id: 'idempotency.key-never-forgotten',
    violates: 'idem.expiry-window',
    sentence: 'Forgets no key, ever.',
    applies: keyed,
    wrap: editCall((call) => withRules(call, (rules) => ({ ...rules, lifetime: { ...rules.lifetime, seconds: rules.lifetime.seconds * 1000 } }))),
  },
]

function refuses({ behaviour }: Parameters<typeof keyed>[0]): boolean {
  return behaviour.idempotency?.reuse.policy === 'refuse'
}

/** The first result, and everything done once more. */
function besides(repeat: Repeat): Outcome {
  return { reply: repeat.outcome.reply, changes: anew(repeat).changes.filter(({ kind }) => kind !== 'remember') }
}

function refusedOnly({ call }: Repeat): Outcome {
  return { reply: keyRefused(call), changes: [] }
}

/** Edits what happens to repeats that follow their first request at once, with no other call in between. */
function atOnce(edit: (repeat: Repeat) => Outcome): Wrap {
  return (respond) => {
    let last: string | undefined
    return (call, around) => {
      const follows = last !== undefined && last === keyIn(call)
      last = keyIn(call)
      const repeat = follows ? repeatOf(respond, call, around) : undefined
      return repeat === undefined ? respond(call, around) : edit(repeat)
    }
  }
}

function writtenOver(repeat: Repeat, place: Place): Outcome {
  const [resource, body] = [found(repeat.around, place), jsonOf(repeat.call)]
  if (resource === undefined || !isObject(body)) return repeat.outcome
  const { now, view } = repeat.around
  const fields = { ...resource.fields, ...body }
  return { reply: repeat.outcome.reply, changes: [{ kind: 'put', resource: { ...resource, fields, revision: view.next, updated: now } }] }
}

function renamed({ call, outcome }: Repeat): Outcome {
  const { longRunning, resources } = call.contract.behaviour
  const field = resources[longRunning?.resource ?? '']?.identity.field.replace(/^\//, '')
  const { body } = outcome.reply
  if (field === undefined || !isObject(body) || typeof body[field] !== 'string') return outcome
  return { ...outcome, reply: { ...outcome.reply, body: withAt(body, `/${field}`, `${body[field]}0`) } }
}

/** True where the work that an earlier answer told of is over. */
function isOver(repeat: Repeat): boolean {
  const told = aboutOf(repeat)
  return told?.work !== undefined && endOf({ ...repeat.around, contract: repeat.call.contract }, told) !== undefined
}

function rekeyed(call: Parameters<typeof withKey>[0], make: (key: string) => string): typeof call {
  const key = keyIn(call)
  return key === undefined || key === '' ? call : withKey(call, make(key))
}
