import type { Template } from './program.ts'

/** A text that is to become a variable. */
export interface Needle {
  readonly text: string
  readonly variable: string
  /** True where it may stand amid a longer word. */
  readonly within?: boolean
}

/** A text as texts and variables in turn: the longest needles first, each where it stands as a word of its own. */
export function filled(text: string, needles: readonly Needle[]): Template {
  const sorted = needles.filter((needle) => needle.text !== '').toSorted((a, b) => b.text.length - a.text.length)
  return sorted
    .reduce<Template>((parts, needle) => parts.flatMap((part) => (typeof part === 'string' ? split(part, needle) : [part])), [text])
    .filter((part) => part !== '')
}

function split(text: string, { text: sought, variable, within = false }: Needle): Template {
  const parts: (string | { readonly variable: string })[] = []
  let from = 0
  for (let found = text.indexOf(sought); found >= 0; found = text.indexOf(sought, found + 1)) {
    if (found < from || (!within && !standsAlone(text, found, sought))) continue
    parts.push(text.slice(from, found), { variable })
    from = found + sought.length
  }
  return [...parts, text.slice(from)]
}

function standsAlone(text: string, from: number, sought: string): boolean {
  const [before = '', after = ''] = [text[from - 1], text[from + sought.length]]
  return !(isWord(before) && isWord(sought[0] ?? '')) && !(isWord(after) && isWord(sought.at(-1) ?? ''))
}

function isWord(character: string): boolean {
  return /^[A-Za-z0-9_-]$/.test(character)
}

/** Variables of a template. */
export function variablesIn(template: Template): readonly string[] {
  return template.flatMap((part) => (typeof part === 'string' ? [] : [part.variable]))
}
