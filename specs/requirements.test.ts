import { beforeAll, describe, expect, it } from 'vitest'
import { loadLeftOut, loadRequirements } from './requirements.ts'
import type { LeftOut, Requirement } from './requirements.ts'

/** Rows of the catalogue by area, which is what stands before the dot of an id. */
const catalogue = { etag: 33, idem: 24, rl: 14, val: 24, content: 20, life: 14, del: 8, list: 4, page: 8, auth: 8, err: 7, sec: 7, imp: 9 }

describe('the requirement catalogue', () => {
  let requirements: ReadonlyMap<string, Requirement>
  let leftOut: ReadonlyMap<string, LeftOut>
  beforeAll(async () => {
    requirements = await loadRequirements()
    leftOut = await loadLeftOut()
  })

  it('accounts for each of the 180 rows, area by area, as a requirement or as left out', () => {
    const counts: Record<string, number> = {}
    const rows = [...requirements.values()].filter((requirement) => !requirement.added)
    for (const { id } of [...rows, ...leftOut.values()]) {
      const area = id.slice(0, id.indexOf('.'))
      counts[area] = (counts[area] ?? 0) + 1
    }
    expect(counts).toEqual(catalogue)
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(180)
  })

  it('never has an id both as a requirement and as left out', () => {
    expect([...requirements.keys()].filter((id) => leftOut.has(id))).toEqual([])
  })

  it('has ids that can stand in a file name and in a command', () => {
    for (const id of [...requirements.keys(), ...leftOut.keys()]) expect(id).toMatch(/^[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*$/)
  })

  it('holds one sentence a requirement, and one reason a row left out', () => {
    for (const { id, sentence } of requirements.values()) expect(sentence, id).toMatch(/^[A-Z].*[^.]\.$/)
    for (const { id, reason } of leftOut.values()) expect(reason, id).toMatch(/^[A-Z].*[^.]\.$/)
  })

  it('states requirements as facts of the provider, not as wishes', () => {
    for (const { id, sentence } of requirements.values()) expect(sentence, id).not.toMatch(/\b(should|must|may)\b/i)
  })

  it('never lets a practice claim the keyword of a standard', () => {
    for (const { id, level, standing } of requirements.values()) if (standing === 'practice') expect(level, id).toBe('PRACTICE')
  })

  it('names the section of the standard that a requirement stands in', () => {
    for (const { id, standing, source } of requirements.values()) {
      if (standing === 'standard') expect(source, id).toMatch(/RFC \d{4} section/)
    }
  })

  it('names its source by section, never by a sign that a terminal may not show', () => {
    for (const { id, sentence, source } of requirements.values()) expect(`${sentence} ${source}`, id).toMatch(/^[\x20-\x7e]+$/)
  })
})
