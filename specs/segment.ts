/** One segment of a path template. */
export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  /** `{name}`, or `{name}:verb` (a custom method, AIP-136). */
  | { readonly kind: 'parameter'; readonly name: string; readonly verb?: string }

/** Reads one segment of a template; undefined where it is none that can be routed, e.g. `{a}-{b}`. */
export function parseSegment(text: string): Segment | undefined {
  if (!/[{}]/.test(text)) return { kind: 'literal', text }
  const parts = /^\{([^{}:]+)\}(?::([^{}:]+))?$/.exec(text)
  const [, name, verb] = parts ?? []
  if (name === undefined) return undefined
  return { kind: 'parameter', name, ...(verb === undefined ? {} : { verb }) }
}

/** Names of the path parameters of a template, in order. */
export function parameterNames(template: string): readonly string[] {
  return template.split('/').flatMap((text) => {
    const segment = parseSegment(text)
    return segment?.kind === 'parameter' ? [segment.name] : []
  })
}
