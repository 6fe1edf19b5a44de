import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { builtIn } from '../specs/providers.ts'
import { desk, type Desk } from './config.test-kit.ts'
import { version } from './version.ts'

let here: Desk

beforeEach(() => {
  here = desk()
})

afterEach(() => here.clear())

const providers = await builtIn()

const written = (path: string): Promise<string> => readFile(join(here.folder, path), 'utf8')

describe('init', () => {
  test.each(providers)('writes a configuration for %s that is sound, and whose local target is the mock', async (provider) => {
    const said = await here.clusterproof('init', provider)
    const shown = await here.clusterproof('config', 'show', '--target', 'local', '--json')

    expect(said.code).toBe(0)
    expect(shown.err).toBe('')
    expect(JSON.parse(shown.out)).toMatchObject({ provider, maySend: 'yes: it is of this machine', targets: ['local', 'staging'] })
  })

  test('lets nothing be sent to the made-up endpoint until somebody allows it', async () => {
    await here.clusterproof('init', 'kupe')

    const { code, err } = await here.clusterproof('check', '--target', 'staging')

    expect(code).toBe(2)
    expect(err).toContain('api.staging.example.com is not on the allow-list')
  })

  test('names the variable of the vendor’s own clients, so that the environment of the mock is enough', async () => {
    await here.clusterproof('init', 'kupe')

    const { out } = await here.clusterproof('env', 'kupe')
    const variable = /tokenEnv: (\w+)/.exec(await written('clusterproof.config.yaml'))?.[1]

    expect(out).toContain(`export ${variable}=`)
  })

  test('writes a workflow whose every place is filled, with the version that wrote it', async () => {
    await here.clusterproof('init', 'akua', '--ci', 'github')

    const text = await written('.github/workflows/clusterproof.yml')

    expect(Object.keys((load(text) as { jobs: object }).jobs)).toEqual(['client', 'conformance'])
    expect(text).toContain(`clusterproof@${version()} mock akua`)
    expect(text.replaceAll(/\$\{\{.*?\}\}/g, '')).not.toContain('{{')
  })

  test.each([
    ['.gitlab-ci.yml', 'clusterproof.gitlab-ci.yml'],
    ['.github/dependabot.yml', '.github/workflows/clusterproof.yml'],
  ])('takes the service whose traces are there: %s', async (trace, expected) => {
    here.write(trace, '')

    const { out } = await here.clusterproof('init', 'kupe')

    expect(out).toContain(`Wrote ${expected}`)
    expect(load(await written(expected))).toBeTypeOf('object')
  })

  test('leaves what is there already as it is, and writes nothing else either', async () => {
    here.write('clusterproof.config.json', '{}')

    const { code, err } = await here.clusterproof('init', 'kupe')

    expect(code).toBe(2)
    expect(err).toContain('clusterproof.config.json is there already. Nothing was written.')
    await expect(written('.github/workflows/clusterproof.yml')).rejects.toThrow('ENOENT')
  })

  test('writes anew what is there with --force', async () => {
    here.write('clusterproof.config.yaml', 'allow: [old.example.com]')

    const { code } = await here.clusterproof('init', 'kupe', '--ci', 'none', '--force')

    expect(code).toBe(0)
    expect(await written('clusterproof.config.yaml')).not.toContain('old.example.com')
  })

  test('only prints with --dry-run', async () => {
    const { out } = await here.clusterproof('init', 'kupe', '--dry-run')

    expect(out).toContain('# .github/workflows/clusterproof.yml\n')
    await expect(written('clusterproof.config.yaml')).rejects.toThrow('ENOENT')
  })
})
