import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { at, type Json } from '../specs/json.ts'

test.each(readdirSync('reports/published'))('the whole run that the report of %s tells of needed no more than 5,000 requests', (subject) => {
  const folder = `reports/published/${subject}`
  const version = readdirSync(folder).toSorted().at(-1) ?? ''
  const report = parse(readFileSync(`${folder}/${version}/conformance.yaml`, 'utf8')) as Json

  expect(at(report, '/budget/used/requests')).toBeLessThanOrEqual(5000)
})
