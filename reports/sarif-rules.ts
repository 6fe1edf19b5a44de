import type { CheckReport } from './report.ts'

/** A requirement as SARIF's reportingDescriptor, with the properties that GitHub sorts alerts by. */
export interface Rule {
  readonly id: string
  readonly shortDescription: { readonly text: string }
  readonly fullDescription: { readonly text: string }
  readonly help: { readonly text: string; readonly markdown: string }
  readonly helpUri?: string
  readonly defaultConfiguration: { readonly level: Level }
  readonly properties: { readonly tags: readonly string[]; readonly precision: 'very-high' | 'high'; readonly 'problem.severity': string }
}

export type Level = 'error' | 'warning' | 'note'

const weights: Record<CheckReport['requirement']['level'], Level> = { MUST: 'error', SHOULD: 'warning', MAY: 'note', PRACTICE: 'note' }

/** One for each requirement that was looked at, whatever came of it: an alert is closed where its rule is there and its result is not. */
export function rulesOf(checks: readonly CheckReport[]): readonly Rule[] {
  const all = new Map(checks.map((check) => [check.requirement.id, check]))
  return [...all.values()].map(rule).sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Level of an observation: never that of an error, since no documented promise was broken. */
export function levelOf({ requirement }: CheckReport): Level {
  const level = weights[requirement.level]
  return level === 'error' ? 'warning' : level
}

function rule({ requirement, family }: CheckReport): Rule {
  const { id, level, sentence, source } = requirement
  const uri = linkOf(source)
  const weight = weights[level]
  return {
    id,
    shortDescription: { text: sentence },
    fullDescription: { text: `${level}: ${sentence} Source: ${source}.` },
    help: {
      text: `${level}: ${sentence}\nSource: ${source}.\nWhere a documented promise is broken the result is an error; where only a weaker one is, a warning or a note.`,
      markdown: `**${level}**: ${sentence}\n\nSource: ${uri === undefined ? source : `[${source}](${uri})`}\n\nWhere a documented promise is broken the result is an error; where only a weaker one is, a warning or a note. \`clusterproof list requirements\` names all requirements.`,
    },
    ...(uri !== undefined && { helpUri: uri }),
    defaultConfiguration: { level: weight },
    properties: { tags: ['conformance', family, level], precision: level === 'MUST' ? 'very-high' : 'high', 'problem.severity': severity(weight) },
  }
}

/** GitHub's word for the levels of rules that are not about security. */
function severity(level: Level): string {
  return level === 'note' ? 'recommendation' : level
}

/** Where the first source that has an address can be read. */
function linkOf(source: string): string | undefined {
  const [, rfc, section] = /\bRFC (\d+)(?: sections? ([\d.]+\d|\d))?/.exec(source) ?? []
  if (rfc !== undefined) return `https://www.rfc-editor.org/rfc/rfc${rfc}${section === undefined ? '' : `#section-${section}`}`
  const [, proposal] = /\bAIP-(\d+)/.exec(source) ?? []
  return proposal === undefined ? undefined : `https://google.aip.dev/${proposal}`
}
