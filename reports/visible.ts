/**
 * What a terminal, a browser or a parser would act on or not show: control characters but for tab and newline, format
 * characters (which may turn the direction of text), line and paragraph separators, and lone surrogates.
 */
const hidden = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u
const everyHidden = new RegExp(hidden, 'gu')

/** True where the text holds something that `visible` would write as an escape. */
export function holdsHidden(text: string): boolean {
  return hidden.test(text)
}

/** A copy in which each hidden character is replaced. */
export function replaceHidden(text: string, by: (character: string) => string): string {
  return text.replace(everyHidden, by)
}

/** Text in which hidden characters stand as `\u001b`. Counterexamples hold such characters on purpose. */
export function visible(text: string): string {
  return replaceHidden(text, escaped)
}

/** `visible`, in one line. */
export function oneLine(text: string): string {
  return visible(text).replace(/\s+/gu, ' ').trim()
}

/** At most `length` characters, with a note of how many were cut. */
export function clipped(text: string, length: number): string {
  if (text.length <= length) return text
  return `${text.slice(0, length).replace(/[\uD800-\uDFFF]/gu, '')}… (${text.length - length} more characters)`
}

/** A character as JSON would escape it. */
export function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
