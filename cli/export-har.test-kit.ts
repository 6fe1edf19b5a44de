import { Wire } from '../conformance/subject/wire.ts'
import { unbraced, type ExportedHar } from '../reports/export/har.ts'
import type { Program } from '../reports/export/program.ts'
import { rehearse, type Ending } from './rehearsal.ts'

/** Sends the requests of a HAR file that was exported, as somebody would who reads nothing but the file. `pass` lets time pass where it waits, five seconds unless it is told how many. */
export async function replayHar(text: string, env: Readonly<Record<string, string>>, pass: (seconds?: number) => void = () => {}): Promise<Ending> {
  const { log }: ExportedHar = JSON.parse(text)
  const { _variables: variables, _asserts: asserts } = log
  const program: Program = {
    name: '',
    fingerprint: '',
    requirement: { id: '', level: '', sentence: '', source: '' },
    expected: '',
    actual: '',
    replay: '',
    endpoint: '',
    variables,
    steps: log.entries.map(({ request, _pause, _captures, _until, _isHoped, _status, comment }, index) => ({
      number: index + 1,
      label: comment,
      method: request.method,
      target: unbraced(request.url.replace('{{ENDPOINT}}', '')),
      headers: request.headers.map(({ name, value }) => [name, unbraced(value)] as const),
      ...(request.postData && { body: unbraced(request.postData.text) }),
      ...(_pause !== undefined && { pause: _pause }),
      captures: _captures,
      ...(_until && { until: _until }),
      ...(_isHoped && { isHoped: _isHoped }),
      ...(_status && { status: _status }),
    })),
    asserts,
  }
  const wire = new Wire(env['ENDPOINT'] ?? '', { timeoutMs: 10_000, maxBytes: 4 * 1024 * 1024 })
  try {
    return await rehearse(program, {
      send: async ({ method, target, headers, body }) => {
        const outcome = await wire.send({ method, target: wire.prefix + target, headers, ...(body !== undefined && { body }) })
        return outcome.kind === 'answered' ? { status: outcome.status, headers: outcome.headers, body: outcome.body.toString('utf8') } : undefined
      },
      rest: (seconds) => {
        pass(seconds)
        return Promise.resolve()
      },
      secrets: env,
      params: [],
      fresh: () => 'h4r0ab',
      attempts: 60,
    })
  } finally {
    await wire.close()
  }
}
