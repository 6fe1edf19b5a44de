/** `1 request`, `2 requests`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** RFC 3339, from milliseconds since 1970; whole seconds where it is one. */
export function instant(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

/** The time of day where it is that day, and the date besides where it is not. */
export function time(at: number, now: number): string {
  const [date = '', clock = ''] = new Date(at).toISOString().slice(0, 19).split('T')
  return new Date(now).toISOString().startsWith(date) ? clock : `${date} ${clock}`
}

/** Text of at most so many characters. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
