import type { Scalar, Test } from './assertion.ts'

interface Like {
  readonly test: Test
  readonly samples: readonly Scalar[]
}

/** Forms that members have, as patterns that every regular expression dialect reads alike, and values that have them. */
const forms: readonly Like[] = [
  {
    test: { is: 'like', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})$' },
    samples: ['2026-01-01T00:00:00Z', '2026-01-01T00:00:01.5Z'],
  },
  { test: { is: 'like', pattern: '^https?://' }, samples: ['https://example.com', 'http://example.com/a'] },
  {
    test: { is: 'like', pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' },
    samples: ['3f2504e0-4f89-41d3-9a0c-0305e82c3301', '6ba7b810-9dad-41d1-80b4-00c04fd430c8'],
  },
]

/** Values that might stand in place of this one: of the other truth, a little more or less, or of another form. */
export function valuesLike(value: Scalar): readonly Like[] {
  const exactly = (...values: readonly Scalar[]): readonly Like[] => values.map((one) => ({ test: { is: 'one of', values: [one] }, samples: [one] }))
  if (typeof value === 'boolean') return exactly(!value)
  if (typeof value === 'number') return [...exactly(value - 1, value + 1, 0, 1), ...exactly(String(value))]
  if (value === null) return exactly('', 0, false)
  return [...(/^-?[0-9]+$/.test(value) ? exactly(Number(value)) : []), ...exactly(null), ...forms]
}
