import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { junit } from './junit.ts'
import { reports } from './machines.test-kit.ts'

/** Of Jenkins' xUnit plugin; GitLab and the annotators of GitHub read parts of it. */
const schema = new URL('../fixtures/schemas/junit-10.xsd', import.meta.url)

it('is valid by the schema of Jenkins, whatever the run', async () => {
  const xml = Object.entries(reports()).map(([name, report]) => ({ fileName: `${name.replaceAll(/\W+/g, '-')}.xml`, contents: junit(report) }))
  const { valid, errors } = await validateXML({ xml, schema: await readFile(schema, 'utf8'), maxMemoryPages: 4096 })

  expect(errors).toEqual([])
  expect(valid).toBe(true)
})

it('is refused where something is wrong, so that the schema is really asked', async () => {
  const [report] = Object.values(reports())
  if (report === undefined) throw new Error('There is no report.')
  const broken = junit(report).replace('<testcase ', '<testcase flavour="x" ')
  const { valid } = await validateXML({ xml: broken, schema: await readFile(schema, 'utf8') })

  expect(valid).toBe(false)
})
