import { expect, test } from 'vitest'
import { inParallel } from './parallel.ts'

test('keeps the order of the items and never exceeds the number at once', async () => {
  let running = 0
  let most = 0

  const results = await inParallel([3, 1, 2, 0], 2, async (item) => {
    running += 1
    most = Math.max(most, running)
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve()
    running -= 1
    return item * 10
  })

  expect(results).toEqual([30, 10, 20, 0])
  expect(most).toBe(2)
})

test('ends with the first error', async () => {
  await expect(inParallel([1, 2], 2, (item) => Promise.reject(new Error(`no ${item}`)))).rejects.toThrow('no 1')
})
