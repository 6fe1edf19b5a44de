/** An identifier of the same form that nothing has: every letter and digit of its second half is another one, hexadecimal as well. */
export function unlike(id: string): string {
  const half = Math.floor(id.length / 2)
  return (
    id.slice(0, half) +
    id
      .slice(half)
      .replaceAll(/[a-z]/g, (letter) => (letter === 'a' ? 'b' : 'a'))
      .replaceAll(/[A-Z]/g, (letter) => (letter === 'A' ? 'B' : 'A'))
      .replaceAll(/\d/g, (digit) => (digit === '0' ? '1' : '0'))
  )
}
