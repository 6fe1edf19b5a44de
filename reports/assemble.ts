/** A part of a report that can be told briefly, or left out, where room is short. */
export interface Piece {
  readonly whole: string
  /** Shorter form; without one the piece stands whole or not at all. */
  readonly brief?: string
  /** True for a row that continues the table of the piece before it. */
  readonly joined?: boolean
}

/** Room for the note of what was cut. */
const noteRoom = 200

/**
 * The pieces in order, at most `longest` characters of them, and a note of what was cut.
 *
 * All are told briefly before the first is told whole; where not even that has room, the last ones are left out.
 */
export function assemble(longest: number, pieces: readonly Piece[]): string {
  let room = longest - noteRoom
  const parts: string[] = []
  for (const piece of pieces) {
    const part = piece.brief ?? piece.whole
    if (part.length + 2 > room) break
    room -= part.length + 2
    parts.push(part)
  }
  let shortened = 0
  for (const [index, part] of parts.entries()) {
    const whole = pieces[index]?.whole ?? part
    const more = whole.length - part.length
    if (more <= room) {
      room -= more
      parts[index] = whole
    } else shortened += 1
  }
  const text = parts.map((part, index) => `${index === 0 ? '' : pieces[index]?.joined ? '\n' : '\n\n'}${part}`).join('')
  const leftOut = pieces.length - parts.length
  if (shortened + leftOut === 0) return `${text}\n`
  return `${text}\n\n*Cut to ${longest} characters: ${shortened} entries are shortened and ${leftOut} are left out. report.json holds all.*\n`
}
