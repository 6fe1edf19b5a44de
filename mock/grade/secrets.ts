import type { Observation, Rule } from './rule.ts'

/** URLs end up in logs, histories and Referer fields. */
export const keepsSecrets: Rule = {
  id: 'no-secrets-in-urls',
  sentence: 'No token, key or password stands in a URL.',
  source: 'RFC 6750 section 5.3; RFC 9110 section 17.9',
  judge: ({ entries }) => {
    const leaking = entries.filter(({ secretInUrl }) => secretInUrl === true)
    if (leaking.length > 0)
      return leaking.map(({ number }): Observation => ({ good: false, requests: [number], note: 'what looks like a credential stands in the URL' }))
    return entries.slice(-1).map(({ number }): Observation => ({ good: true, requests: [number], note: `none in ${entries.length} requests` }))
  },
}
