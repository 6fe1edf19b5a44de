/** What every case brings along: nothing but Node itself, so that a request goes out byte for byte as it is written. */
export const vitestParts = String.raw`
type Answer = { status: number; headers: [string, string][]; body: string }
type Sent = { method: string; target: string; headers: string[]; body?: string }

async function send({ method, target, headers, body }: Sent): Promise<Answer> {
  const url = new URL(endpoint)
  const prefix = url.pathname.replace(/\/$/, '')
  const lines = ['host', url.host, ...headers, ...(body === undefined ? [] : ['content-length', String(Buffer.byteLength(body))])]
  return new Promise((resolve, reject) => {
    const options = { method, path: target.startsWith('/') ? prefix + target : target, headers: lines, agent: false, timeout: 60_000 }
    const sending = (url.protocol === 'https:' ? secure : plain)(url, options, (message) => {
      const chunks: Buffer[] = []
      message.on('data', (chunk: Buffer) => chunks.push(chunk))
      message.on('error', reject)
      message.on('end', () => {
        const raw = message.rawHeaders
        const pairs = raw.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ''] as [string, string]] : []))
        resolve({ status: message.statusCode ?? 0, headers: pairs, body: Buffer.concat(chunks).toString('utf8') })
      })
    })
    sending.on('timeout', () => sending.destroy(new Error('no answer in time')))
    sending.on('error', reject)
    sending.end(body)
  })
}

/** Sends until it is so, or patience is over: where it is only waited for (what), nothing is decided then. */
async function until(isSo: (answer: Answer) => boolean, sent: Sent, what: string | undefined): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(sent)
    if (isSo(answer)) return answer
    if (attempt >= attempts && what === undefined) return answer
    if (attempt >= attempts) throw new Error('Not decided: ' + what + ' does not come, status ' + answer.status)
    await new Promise((resolve) => setTimeout(resolve, Number(process.env['PAUSE'] ?? pause) * 1000))
  }
}

/** Lets seconds pass. The clock of a mock is moved instead where CLOCK says how. */
async function pass(seconds: number): Promise<void> {
  const url = process.env['CLOCK']
  if (url === undefined) return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  const moved = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ seconds }) })
  takes(moved.ok, 'CLOCK moves a clock')
}

/** Ends a case that can show nothing, because something that the rest takes did not happen. */
function takes(isSo: boolean, what: string): void {
  if (!isSo) throw new Error('Not decided: ' + what)
}

function header({ headers }: { headers: [string, string][] }, name: string): string | undefined {
  return headers.find(([found]) => found === name)?.[1]
}

/** The value at a path; undefined where there is none, and where the text is no JSON. */
function json(text: string | undefined, path: string[]): unknown {
  let value: unknown
  try {
    value = JSON.parse(text ?? '')
  } catch {
    return undefined
  }
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string, unknown>)[step]
  }
  return value
}

function told(value: unknown, what: string): string {
  takes(typeof value === 'string', what + ' is not told')
  return String(value)
}

function count(items: unknown, path: string[], value: unknown): number {
  return Array.isArray(items) ? items.filter((item) => json(JSON.stringify(item), path) === value).length : -1
}

/** The first of those items, as a JSON text. */
function item(items: unknown, path: string[], value: unknown): string | undefined {
  const texts: string[] = Array.isArray(items) ? items.map((one) => JSON.stringify(one)) : []
  return texts.find((text) => json(text, path) === value)
}

function given(name: string, otherwise?: string): string {
  const value = process.env[name] ?? otherwise
  takes(value !== undefined && value !== '', 'set ' + name)
  return String(value)
}

function fresh(name: string): string {
  return process.env[name] ?? [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => (byte % 36).toString(36)).join('')
}

/** A value as it stands within a JSON text. */
function text(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}
`.trim()
