import type { Reason } from './reasons.ts'
import type { Spot, Summary } from './summary.ts'

/** Spots shown in full; the rest is counted. */
const MOST = 20

/** A summary for people. */
export function table(summary: Summary, reasons: readonly Reason[]): string {
  const { provider, suite, requests, answers, violations, explained, unexplained } = summary
  const verdict = `the suite says ${suite.result}${suite.because === undefined ? '' : ` (${suite.because})`}`
  const rows: readonly (readonly [number, string])[] = [
    [requests.all, `requests passed through; ${verdict}${suite.accused.map((one) => `\n        ${one}`).join('')}`],
    [answers.judged, `answers judged, of ${answers.kinds} kinds`],
    [violations.length, 'violations in answers'],
    [answers.mute.length, `kinds of answers that prism is blind to${answers.mute.map((kind) => `\n        ${kind}`).join('')}`],
    [requests['both-accept'], 'requests that both accept'],
    [requests['both-refuse'], 'requests that both refuse'],
    [requests.unasked, 'requests that the document says nothing of'],
    [requests.differs, 'requests on which they differ'],
    [unexplained.length, 'differences without a reason'],
  ]
  const listed = explained.map(({ reason, side, times }) => {
    const because = reasons.find(({ id }) => id === reason)?.because ?? ''
    return `${count(times)}  ${side.padEnd(10)}  ${reason}: ${because}`
  })
  return [
    `${summary.ok ? 'ok  ' : 'FAIL'}  ${provider}`,
    ...rows.map(([number, what]) => `${count(number)}  ${what}`),
    ...(listed.length === 0 ? [] : ['  explained:', ...listed]),
    ...shown('violations in answers', violations),
    ...shown('differences without a reason', unexplained),
    '',
  ].join('\n')
}

function count(number: number): string {
  return number.toLocaleString('en').padStart(7)
}

function shown(title: string, spots: readonly Spot[]): readonly string[] {
  if (spots.length === 0) return []
  const rest = spots.length - MOST
  return [`  ${title}:`, ...spots.slice(0, MOST).map(spot), ...(rest > 0 ? [`    … and ${rest} more; --json shows them all`] : [])]
}

function spot({ number, method, target, body, mock, wrong }: Spot): string {
  const heads = [
    `    #${number} ${method} ${target} -> ${mock.status}${mock.refusal === undefined ? '' : ` ${mock.refusal}`} (${mock.operation ?? 'no operation'})`,
    `      ${wrong}`,
    ...(body === '' ? [] : [`      sent    ${body}`]),
    ...(mock.says === '' ? [] : [`      answer  ${mock.says}`]),
  ]
  return heads.join('\n')
}
