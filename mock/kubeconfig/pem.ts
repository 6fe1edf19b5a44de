import { pathOf, textIn } from './spot.ts'
import { Unusable } from './unusable.ts'
import type { Spot } from './spot.ts'

const base64 = /^[A-Za-z0-9+/]+={0,2}$/
const block = /-----BEGIN ([A-Z0-9 ]{1,40})-----\r?\n([^-]*)-----END \1-----/g

/**
 * Whether the member is there. Throws Unusable where it is, and is not base64 of PEM text (RFC 7468) with at least one block
 * of the kind; `EC PRIVATE KEY` is of the kind `PRIVATE KEY`. What the blocks hold is not looked at: no expiry, no pairs.
 */
export function requirePem(spot: Spot, key: string, kind: 'CERTIFICATE' | 'PRIVATE KEY'): boolean {
  const value = textIn(spot, key)
  if (value === undefined) return false
  if (!isBase64(value)) throw new Unusable(`${pathOf(spot, key)} is not base64`)
  const labels = labelsOf(Buffer.from(value, 'base64').toString('latin1'))
  if (labels.length === 0) throw new Unusable(`${pathOf(spot, key)} holds no PEM`)
  if (!labels.some((label) => label === kind || (kind === 'PRIVATE KEY' && label.endsWith(` ${kind}`))))
    throw new Unusable(`${pathOf(spot, key)} holds no ${kind}`)
  return true
}

/** Line breaks may stand between, as Go's decoder allows; blanks may not. */
function isBase64(text: string): boolean {
  const digits = text.replaceAll(/[\r\n]/g, '')
  return digits.length % 4 === 0 && base64.test(digits)
}

function labelsOf(text: string): readonly string[] {
  return [...text.matchAll(block)].flatMap(([, label = '', body = '']) => (isBase64(body) ? [label] : []))
}
