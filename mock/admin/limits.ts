import type { JsonObject } from '../../specs/json.ts'
import { told } from './answer.ts'
import type { Ask, Handler } from './ask.ts'
import { limitsOf } from './settings.ts'

export const getLimits: Handler = (ask) => told(shown(ask))

export const setLimits: Handler = (ask) => {
  const world = ask.world()
  world.set({ limits: limitsOf(ask.body['limits'] ?? false) })
  world.limiter.reset()
  return told(shown(ask))
}

export const forceLimits: Handler = (ask) => {
  const { requests, retryAfterSeconds } = ask.body
  ask.world().limiter.force(Number(requests), retryAfterSeconds === undefined ? 1 : Number(retryAfterSeconds))
  return told(shown(ask))
}

function shown({ host, world }: Ask): JsonObject {
  const { limits } = world().settings
  const { windows, forced } = world().limiter.state()
  const own = host.contracts.flatMap(({ id, behaviour: { rateLimit } }) =>
    rateLimit === undefined ? [] : [{ provider: id, requests: rateLimit.requests, windowSeconds: rateLimit.windowSeconds, key: rateLimit.key }],
  )
  return { limits: typeof limits === 'boolean' ? limits : { ...limits }, own, windows: windows.map(({ key, used }) => ({ key, used })), forced }
}
