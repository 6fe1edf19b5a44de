/** The first name that stands twice in one object of a JSON text; undefined where there is none. The text must be JSON. */
export function duplicateName(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = []
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    const [whole, colon] = token
    if (whole === '{') open.push(new Set())
    else if (whole === '[') open.push(undefined)
    else if (whole === '}' || whole === ']') open.pop()
    else if (colon !== undefined) {
      const name = nameIn(whole.slice(0, -colon.length))
      const names = open.at(-1)
      if (names?.has(name) === true) return name
      names?.add(name)
    }
  }
  return undefined
}

/** `"\u0061"` and `"a"` are the same name (RFC 8259 section 8.3). */
function nameIn(literal: string): string {
  const name: unknown = JSON.parse(literal)
  return typeof name === 'string' ? name : literal
}
