import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { subjectAt } from '../../fixtures/boatyard/subject.ts'
import { loadContract } from '../../specs/load.ts'
import { folderOf } from '../../specs/providers.ts'
import { answerOf } from '../history.ts'
import { Client } from './client.ts'
import type { Server } from 'node:http'

const contract = await loadContract(await folderOf('qovery'))
const params = { organizationId: '00000000-0000-4000-8000-000000000001', clusterId: '00000000-0000-4000-8000-000000000002' }
const token = 'sample-token-that-opens-nothing'
const kubeconfig = (secret: string) => `kind: Config\nusers:\n  - name: me\n    user: {token: "${secret}"}\n`

/** Answers every GET with the text that was put last, and before that with one of its own. */
let kept = kubeconfig(`${token}-of-the-server`)
const server: Server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    if (request.method === 'PUT') kept = Buffer.concat(parts).toString('utf8')
    response.writeHead(request.method === 'PUT' ? 204 : 200, { 'content-type': 'application/x-yaml', 'x-asked-for': request.headers.accept ?? '' })
    response.end(request.method === 'PUT' ? undefined : kept)
  })
})
let client: Client

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  client = new Client(contract, subjectAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`))
})

afterAll(async () => {
  await client.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

test('shows nothing of what a kubeconfig opens, neither sent nor answered, and the same on both sides', async () => {
  const theirs = await client.exchange('theirs', 1, { operation: 'getClusterKubeconfig', params })
  const put = await client.exchange('put', 2, { operation: 'editClusterKubeconfig', params, raw: kubeconfig(`${token}-of-ours`) })
  const ours = await client.exchange('ours', 3, { operation: 'getClusterKubeconfig', params })

  expect(JSON.stringify([theirs, put, ours])).not.toContain(token)
  expect(answerOf(theirs)?.body).toBe(kubeconfig('{secret-1}'))
  expect(put.request.body).toBe(kubeconfig('{secret-2}'))
  expect(answerOf(ours)?.body).toBe(put.request.body)
  expect(answerOf(ours)?.bytes).toBe(Buffer.byteLength(kubeconfig(`${token}-of-ours`)))
})

test('asks for the media type that is declared, and sends a text as one', async () => {
  const put = await client.exchange('put', 4, { operation: 'editClusterKubeconfig', params, raw: 'kind: Config\n' })
  const shown = await client.exchange('shown', 5, { operation: 'getClusterKubeconfig', params })

  expect(put.request.headers).toContainEqual(['content-type', 'application/x-yaml'])
  expect(shown.request.headers).toContainEqual(['accept', 'application/x-yaml, application/json;q=0.5'])
})
