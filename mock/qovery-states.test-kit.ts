import { expect } from 'vitest'
import type { JsonObject } from '../specs/json.ts'
import type { qovery } from './qovery.test-kit.ts'

/** How a new cluster comes to each of the 24 statuses: what is done by hand, and how many seconds pass. */
export const roads = {
  READY: [],
  DEPLOYMENT_QUEUED: ['deploy'],
  DEPLOYING: ['deploy', 2],
  DEPLOYED: ['deploy', 6],
  DEPLOYMENT_ERROR: ['deploy', 2, 'fail-deploy'],
  INVALID_CREDENTIALS: ['deploy', 'refuse-credentials'],
  STOP_QUEUED: ['deploy', 6, 'stop'],
  STOPPING: ['deploy', 6, 'stop', 2],
  STOPPED: ['deploy', 6, 'stop', 5],
  STOP_ERROR: ['deploy', 6, 'stop', 2, 'fail-stop'],
  RESTART_QUEUED: ['deploy', 6, 'restart'],
  RESTARTING: ['deploy', 6, 'restart', 2],
  RESTARTED: ['deploy', 6, 'restart', 5],
  RESTART_ERROR: ['deploy', 6, 'restart', 2, 'fail-restart'],
  DELETE_QUEUED: ['delete'],
  DELETING: ['delete', 2],
  DELETED: ['delete', 2, 'end-deleted'],
  DELETE_ERROR: ['delete', 2, 'fail-delete'],
  CANCELING: ['deploy', 'cancel'],
  CANCELED: ['deploy', 'cancel', 2],
  DRY_RUN: ['dry-run'],
  QUEUED: ['build'],
  BUILDING: ['build', 2],
  BUILD_ERROR: ['build', 2, 'fail-build'],
} as const satisfies Readonly<Record<string, readonly (string | number)[]>>

export type Status = keyof typeof roads
export const isStatus = (word: string): word is Status => Object.hasOwn(roads, word)
export const statuses: readonly Status[] = Object.keys(roads).filter(isStatus)

/** What Terraform takes for the end of a work (client/waiter.go:247-263). */
export const isFinal = (status: string): boolean => !/ING$|_WAITING|_QUEUED/.test(status)
/** Final by that rule, though something is under way. */
export const restless: readonly string[] = ['QUEUED', 'DRY_RUN']
/** Where a cluster rests. */
export const resting = statuses.filter((status) => isFinal(status) && !restless.includes(status))

/** Makes a cluster and brings it to a status by hand, through the management interface; its path. */
export function arriving({ make, trigger, pass, phase }: Pick<ReturnType<typeof qovery>, 'make' | 'trigger' | 'pass' | 'phase'>) {
  return async (status: Status, body: JsonObject = {}): Promise<string> => {
    const path = await make(body)
    for (const step of roads[status]) {
      if (typeof step === 'number') pass(step)
      else expect(await trigger(path, step)).toMatchObject({ status: 200 })
    }
    expect(await phase(path)).toBe(status)
    return path
  }
}
