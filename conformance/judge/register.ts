/** One request to one resource, as the judge of overlapping requests sees it. */
export interface Act {
  readonly label: string
  readonly kind: 'read' | 'write' | 'create' | 'delete'
  /** What a write or a create gives, as a text that is the same for equal values. */
  readonly value?: string
  /** The tag on the condition of which it is to be done; `*` for any. */
  readonly expect?: string
  /** True for a delete after which the resource may be seen for a while yet. */
  readonly lingers?: boolean
  /** When it began and when its answer was there: numbers of any one clock. */
  readonly inv: number
  readonly ret: number
  readonly out: Out
}

/**
 * How a request ended, whatever the dialect: done or shown; nothing there; refused for its tag; refused because there is one already;
 * refused for another reason, and so without effect; or not known.
 */
export type Out =
  { readonly kind: 'ok'; readonly value?: string; readonly tag?: string } | { readonly kind: 'absent' | 'stale' | 'taken' | 'refused' | 'unknown' }

/** A resource that can be told by its value and its tag. */
export interface Register {
  /** Undefined where nobody has told. */
  readonly value: string | undefined
  readonly tag: string | undefined
  /** Tags that it had before: it has none of them again (RFC 9110 section 8.8.1). */
  readonly spent: readonly string[]
  /** True while it is being deleted. */
  readonly leaving: boolean
}

/** Null where there is none. */
export type State = Register | null

/** A resource as a read before everything else shows it. */
export function found(value: string | undefined, tag: string | undefined): Register {
  return { value, tag, spent: [], leaving: false }
}

/** Every state in which an act may leave a register that it was answered by in this way; none where it cannot have been. */
export function step(state: State, act: Act): readonly State[] {
  // What is being deleted may have gone by now.
  const states = state?.leaving === true ? [state, null] : [state]
  return distinct(states.flatMap((one) => outcomes(one, act)))
}

/** The same text for equal states. */
export function keyOf(state: State): string {
  return state === null ? '-' : `${state.value ?? ''}\n${state.tag ?? ''}\n${state.spent.join('\n')}\n${state.leaving}`
}

function outcomes(state: State, act: Act): readonly State[] {
  const { out } = act
  if (out.kind === 'refused') return [state]
  if (act.kind === 'read') return shown(state, act)
  const applies = act.kind === 'create' ? state === null : isMet(state, act)
  switch (out.kind) {
    case 'ok':
      return applies ? [changed(state, act)] : []
    case 'unknown':
      return applies ? [state, changed(state, act)] : [state]
    case 'stale':
      return mayBeStale(state, act) ? [state] : []
    case 'absent':
      return state === null ? [state] : []
    case 'taken':
      return state !== null ? [state] : []
  }
}

function shown(state: State, { out }: Act): readonly State[] {
  if (out.kind === 'unknown') return [state]
  if (out.kind === 'absent') return state === null ? [state] : []
  if (out.kind !== 'ok' || state === null) return []
  // Its end changes what is seen of it.
  if (state.leaving) return [state]
  if (differs(out.value, state.value) || differs(out.tag, state.tag) || (out.tag !== undefined && state.spent.includes(out.tag))) return []
  return [{ ...state, value: out.value ?? state.value, tag: out.tag ?? state.tag }]
}

/** Whether a condition may hold. Where the tag is not known, each may but those of old. */
function isMet(state: State, { expect }: Act): boolean {
  if (state === null) return false
  if (expect === undefined || expect === '*') return true
  return !state.spent.includes(expect) && !differs(state.tag, expect)
}

function mayBeStale(state: State, act: Act): boolean {
  return state !== null && act.expect !== undefined && act.expect !== '*' && (!isMet(state, act) || state.tag === undefined || state.leaving)
}

function changed(state: State, act: Act): State {
  const { kind, value, out, expect, lingers = false } = act
  if (kind === 'delete') return lingers && state !== null ? { ...state, leaving: true } : null
  const old = [state?.tag, expect === '*' ? undefined : expect].filter((tag) => tag !== undefined)
  const spent = state === null ? [] : [...new Set([...state.spent, ...old])].toSorted()
  return { value, tag: out.kind === 'ok' ? out.tag : undefined, spent, leaving: state?.leaving ?? false }
}

function differs(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other
}

function distinct(states: readonly State[]): readonly State[] {
  return [...new Map(states.map((state) => [keyOf(state), state])).values()]
}
