import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pc from 'picocolors'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findConfig, shownPath } from './config-find.ts'
import { desk, type Desk } from './config.test-kit.ts'
import type { Terminal } from './terminal.ts'

let here: Desk

beforeEach(() => {
  here = desk()
  mkdirSync(join(here.folder, 'home/repository/deep/deeper'), { recursive: true })
})
afterEach(() => here.clear())

function terminal(cwd: string, home = 'home'): Terminal {
  const colours = pc.createColors(false)
  const env = { HOME: join(here.folder, home) }
  return { out: () => {}, err: () => {}, live: false, columns: 80, colours, errColours: colours, env, cwd: join(here.folder, cwd) }
}

test.each([
  ['beside the working directory', 'home/repository/deep/clusterproof.config.yaml', true],
  ['above it', 'home/repository/clusterproof.config.json', true],
  ['beyond the root of the repository', 'home/clusterproof.config.yaml', false],
])('looks for a configuration %s', async (_, file, found) => {
  mkdirSync(join(here.folder, 'home/repository/.git'))
  here.write(file, '{}')

  expect(await findConfig(undefined, terminal('home/repository/deep'))).toBe(found ? join(here.folder, file) : undefined)
})

test('looks as far as the home folder where there is no repository, and no further', async () => {
  here.write('clusterproof.config.yaml', '')
  expect(await findConfig(undefined, terminal('home/repository/deep/deeper'))).toBeUndefined()

  here.write('home/clusterproof.config.yaml', '')
  expect(await findConfig(undefined, terminal('home/repository/deep/deeper'))).toBe(join(here.folder, 'home/clusterproof.config.yaml'))
})

test('does not trust what stands above in a folder that belongs to nobody', async () => {
  here.write('home/clusterproof.config.yaml', '')

  expect(await findConfig(undefined, terminal('home/repository', 'elsewhere'))).toBeUndefined()
  expect(await findConfig(undefined, terminal('home', 'elsewhere'))).toBe(join(here.folder, 'home/clusterproof.config.yaml'))
})

test('takes the nearest of several, and the one asked for before all', async () => {
  here.write('home/clusterproof.config.yaml', '')
  here.write('home/repository/clusterproof.config.json', '')

  expect(await findConfig(undefined, terminal('home/repository/deep'))).toBe(join(here.folder, 'home/repository/clusterproof.config.json'))
  expect(await findConfig('../other.yaml', terminal('home/repository/deep'))).toBe(join(here.folder, 'home/repository/other.yaml'))
})

test('shows paths as a person in the working directory would write them', () => {
  expect(shownPath(join(here.folder, 'home/a.yaml'), terminal('home'))).toBe('a.yaml')
  expect(shownPath(join(here.folder, 'home/a.yaml'), terminal('home/repository'))).toBe('../a.yaml')
  expect(shownPath(join(here.folder, 'home/a.yaml'), terminal('home/repository/deep/deeper'))).toBe(join(here.folder, 'home/a.yaml'))
})
