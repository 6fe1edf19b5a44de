import { expect, test } from 'vitest'
import { present, stands } from './moment.ts'
import { versionOf } from './version.ts'
import { openWorkshop } from './workshop.test-kit.ts'

test('what tells of its owner has another version once the owner is another', async () => {
  const { order, send, moment } = openWorkshop()
  const { path } = await order({ maker: 'south' })
  const version = (type: string) => {
    const found = present(moment(), type, ['north', path.slice(1)])
    return found && versionOf(moment(), found, stands(moment(), found))
  }
  const before = [version('supply'), version('manual')]
  await send('PATCH', path, { size: 50 })

  expect(version('supply')).toBeGreaterThan(before[0] ?? Infinity)
  expect(version('manual'), 'it tells nothing of its owner').toBe(before[1])
})
