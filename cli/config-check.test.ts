import pc from 'picocolors'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { configure, configureOffline } from './config-check.ts'
import { desk, type Desk } from './config.test-kit.ts'
import type { Terminal } from './terminal.ts'

let here: Desk
let terminal: Terminal

beforeEach(() => {
  here = desk()
  const colours = pc.createColors(false)
  terminal = { out: () => {}, err: () => {}, live: false, columns: 80, colours, errColours: colours, env: { HOME: here.folder }, cwd: here.folder }
  here.write('clusterproof.config.yaml', 'targets: { prod: { provider: ./mine, url: "https://api.example.com/", tokenEnv: T } }\nbudget: { minutes: 2 }\n')
})
afterEach(() => here.clear())

test('makes the path of a provider absolute and the address plain, and keeps what was typed', async () => {
  const { provider, flags } = await configureOffline(undefined, { target: 'prod', maxLive: 2, only: ['etag'] }, terminal)

  expect(provider).toBe(`${here.folder}/mine`)
  expect(flags).toMatchObject({ target: 'https://api.example.com', tokenEnv: 'T', maxMinutes: 2, maxLive: 2, only: ['etag'] })
})

test('asks nobody for consent where nothing is sent, and everybody else', async () => {
  await expect(configureOffline(undefined, { target: 'prod' }, terminal)).resolves.toBeDefined()
  await expect(configure(undefined, { target: 'prod' }, terminal)).rejects.toThrow('api.example.com is not on the allow-list')
})

test('takes a provider that is typed for that of the target where both are the same folder', async () => {
  expect((await configureOffline(`${here.folder}/mine`, { target: 'prod' }, terminal)).provider).toBe(`${here.folder}/mine`)
  await expect(configureOffline('kupe', { target: 'prod' }, terminal)).rejects.toThrow('the target prod is of')
})
