/** The known words nearest to one that is not known, nearest first; at most three, and none that is far off. */
export function nearest(word: string, known: readonly string[]): readonly string[] {
  const farthest = Math.max(2, Math.floor(word.length / 3))
  return known
    .map((candidate) => ({ candidate, distance: holds(candidate, word) ? 1 : distance(word, candidate) }))
    .filter((found) => found.distance <= farthest)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** `Did you mean a or b?`, or the alternative where nothing is near. */
export function didYouMean(word: string, known: readonly string[], otherwise: string): string {
  const near = nearest(word, known)
  return near.length === 0 ? otherwise : `Did you mean ${near.join(' or ')}?`
}

/** Half an id is a common slip: `stale` for `etag.stale-refused`. */
function holds(candidate: string, word: string): boolean {
  return word.length >= 4 && candidate.includes(word)
}

/** Levenshtein distance: insertions, deletions and replacements. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, right] of [...b].entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (left === right ? 0 : 1)))
    }
    row = next
  }
  return row[b.length] ?? 0
}
