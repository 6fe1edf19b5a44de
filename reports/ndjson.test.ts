import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formatsOf from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { reports } from './machines.test-kit.ts'
import { ndjson } from './ndjson.ts'
import { familiesIn } from './report.ts'
import type { CheckReport } from './report.ts'

function schemaIn(name: string): object {
  const schema: object = JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
  return schema
}

const ajv = new Ajv2020({ allErrors: true, strict: false, schemas: [schemaIn('report.schema.json')] })
formatsOf.default(ajv)
const valid = ajv.compile(schemaIn('events.schema.json'))

type Event = { readonly type: string } & Readonly<Record<string, unknown>>

function isCheck(event: Event | CheckReport): event is CheckReport & Event {
  return 'type' in event && event.type === 'check.finished'
}

function untyped<T extends { readonly type: string }>(event: T): Omit<T, 'type'> {
  const { type: _, ...rest } = event
  return rest
}

describe('ndjson', () => {
  for (const [name, report] of Object.entries(reports())) {
    const lines = ndjson(report).split('\n')
    const events = lines.slice(0, -1).map((line): Event => JSON.parse(line))

    it(`is valid by its own schema, line by line, for a run ${name}`, () => {
      for (const event of events) expect(valid(event), ajv.errorsText(valid.errors)).toBe(true)
      expect([lines.at(-1), events[0]?.type, events.at(-1)?.type]).toEqual(['', 'run.started', 'run.finished'])
    })

    it(`holds all that the report does, for a run ${name}`, () => {
      const members = (type: string) => events.filter((event) => event.type === type).map(untyped)
      const { checks: planned, ...began } = members('run.started')[0] ?? {}
      const checks = events.filter(isCheck)
      const [cleanup] = members('cleanup.finished')
      const whole = { ...began, ...members('run.finished')[0], planned, families: familiesIn(checks), ...(cleanup && { cleanup }), checks: checks.map(untyped) }
      expect(whole).toEqual(JSON.parse(JSON.stringify(report)))
    })
  }
})
