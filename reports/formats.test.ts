import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { formats, usual } from './formats.ts'

const names = Object.keys(formats)

function textOf(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

it('can all be asked for in the configuration', () => {
  const { properties } = JSON.parse(textOf('../specs/config.schema.json'))
  expect(new Set(properties.format.items.enum)).toEqual(new Set(names))
  expect(properties.format.description).toContain(usual.slice(0, -1).join(', '))
})

it('all stand in the README with their files', () => {
  const rows = textOf('../README.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  for (const [name, { file }] of Object.entries(formats))
    expect(rows.filter((row) => row.includes(`\`${name}\``) && row.includes(`\`${file}\``))).toHaveLength(1)
})
