import fc from 'fast-check'

const letters = 'abcdefghijklmnopqrstuvwxyz'
const ends = [...letters.split(''), ...'0123456789'.split('')]
const inner = [...ends, '-']

/**
 * Labels of RFC 1123: letters, digits and inner hyphens, `min` to `max` characters. Made from head, middle and tail, so that
 * every draw is a label and shrinks to a short one. Begins with a letter, which RFC 1035 names need and RFC 1123 allows.
 */
export function dnsLabels(min = 1, max = 63): fc.Arbitrary<string> {
  const head = fc.constantFrom(...letters.split(''))
  if (max < 2) return head
  const long = fc.tuple(head, middles(Math.max(0, min - 2), max - 2), fc.constantFrom(...ends)).map((parts) => parts.join(''))
  return min > 1 ? long : fc.oneof({ weight: 1, arbitrary: head }, { weight: 4, arbitrary: long })
}

function middles(min: number, max: number): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...inner)
  const short = fc.string({ unit, minLength: min, maxLength: Math.min(max, min + 12) })
  const full = fc.string({ unit, minLength: max, maxLength: max })
  return fc.oneof({ weight: 6, arbitrary: short }, { weight: 1, arbitrary: full })
}

/** One violation of the label grammar each, made from a label. All are no label of RFC 1123. */
export function brokenLabels(label: string): readonly { readonly variant: string; readonly text: string }[] {
  const cut = label.slice(0, 60)
  return [
    { variant: 'empty', text: '' },
    { variant: '64 characters', text: label.padEnd(64, 'a') },
    { variant: 'upper case', text: cut[0]?.toUpperCase() + cut.slice(1) },
    { variant: 'underscore', text: `${cut}_a` },
    { variant: 'blank', text: `${cut} a` },
    { variant: 'leading blank', text: ` ${cut}` },
    { variant: 'trailing blank', text: `${cut} ` },
    { variant: 'dot', text: `${cut}.a` },
    { variant: 'two dots', text: `${cut}..a` },
    { variant: 'trailing dot', text: `${cut}.` },
    { variant: 'leading hyphen', text: `-${cut}` },
    { variant: 'trailing hyphen', text: `${cut}-` },
    { variant: 'trailing newline', text: `${cut}\n` },
    { variant: 'slash', text: `${cut}/a` },
    { variant: 'accented letter', text: `${cut}é` },
    { variant: 'full-width digit', text: `${cut}１` },
    { variant: 'emoji', text: `${cut}🚢` },
  ]
}
