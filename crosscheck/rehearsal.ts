import { headerOf } from './forward.ts'
import type { Got } from './forward.ts'
import type { Passage } from './passage.ts'
import type { Recorded, Recorder } from './recorder.ts'

/** A body that no schema of an object or an array allows. */
const WRONG = Buffer.from('7')

/**
 * The control of Prism itself. A schema that it cannot compile it takes for one that allows everything, and says nothing: so of each
 * kind of answer, by operation and status, one is put to it again with a body that is wrong for sure, and it has to say so.
 */
export async function muteIn(
  { recorded, passages }: { readonly recorded: readonly Recorded[]; readonly passages: readonly Passage[] },
  rehearse: Recorder['rehearse'],
): Promise<{ readonly mute: readonly string[]; readonly kinds: number }> {
  const byNumber = new Map(recorded.map((one) => [one.number, one]))
  const kinds = new Map(
    passages.filter(isJudged).flatMap((passage) => {
      const sample = byNumber.get(passage.number)
      return sample !== undefined && isJson(sample.got) ? [[kindOf(passage), sample] as const] : []
    }),
  )
  const mute: string[] = []
  for (const [kind, sample] of kinds) {
    const told = await rehearse(sample.sent, wrong(sample.got))
    const heard = told.kind === 'judged' && told.violations.some(({ side, at }) => side === 'response' && at.startsWith('body'))
    if (!heard) mute.push(kind)
  }
  return { mute, kinds: kinds.size }
}

/** An undeclared status has no schema that could be missed. */
function isJudged({ prism, mock }: Passage): boolean {
  return prism.kind === 'judged' && mock.operation !== undefined && !prism.violations.some(({ side, at }) => side === 'response' && at === '')
}

function kindOf({ mock }: Passage): string {
  return `${mock.operation} ${mock.status}`
}

function isJson(got: Got): boolean {
  return got.body.length > 0 && /json/i.test(headerOf(got, 'content-type') ?? '')
}

function wrong(got: Got): Got {
  const headers = got.headers.flatMap((name, index) => {
    if (index % 2 === 1) return []
    const value = /^content-length$/i.test(name) ? String(WRONG.length) : (got.headers[index + 1] ?? '')
    return [name, value]
  })
  return { ...got, headers, body: WRONG }
}
