/** A piece of a text beside another one: in both, or in this one alone. */
export interface Piece {
  readonly text: string
  readonly isOwn: boolean
}

/** Words of each text at most; beyond that nobody reads on, and the table below grows with their product. */
const mostWords = 600

/**
 * Two texts, word by word, with what each has alone. Undefined where they are equal, too long, or so unlike each other that marks
 * would be all over them.
 */
export function difference(one: string, other: string): readonly [readonly Piece[], readonly Piece[]] | undefined {
  const [a, b] = [wordsOf(one), wordsOf(other)]
  if (one === other || a.length > mostWords || b.length > mostWords) return undefined
  const common = commonOf(a, b)
  const shared = common.reduce((sum, [index]) => sum + (a[index]?.length ?? 0), 0)
  if (shared * 2 < Math.max(one.length, other.length)) return undefined
  return [pieces(a, new Set(common.map(([index]) => index))), pieces(b, new Set(common.map(([, index]) => index)))]
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? []
}

/** Positions of a longest common subsequence. */
function commonOf(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const width = b.length + 1
  const lengths = new Uint16Array((a.length + 1) * width)
  const lengthAt = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = a[i] === b[j] ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1))
  const found: (readonly [number, number])[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) found.push([i++, j++])
    else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i += 1
    else j += 1
  }
  return found
}

function pieces(words: readonly string[], common: ReadonlySet<number>): readonly Piece[] {
  const found: { text: string; readonly isOwn: boolean }[] = []
  for (const [index, word] of words.entries()) {
    const isOwn = !common.has(index)
    const last = found.at(-1)
    if (last?.isOwn === isOwn) last.text += word
    else found.push({ text: word, isOwn })
  }
  return found
}
