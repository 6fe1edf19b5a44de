import { Wire } from '../conformance/subject/wire.ts'
import type { Contract } from '../specs/contract.ts'
import type { Stage } from './rehearsal.ts'
import { standIn } from './stand-in.ts'

/** A mock of one contract that keeps all promises, unless defects are switched on; a world for each program that is tried. */
export interface Rehearsals {
  readonly run: <T>(act: (stage: Stage) => Promise<T>, defects?: readonly string[]) => Promise<T>
  readonly close: () => Promise<void>
}

/** Looks at something awaited, before it is given up. */
const attempts = 30
/** Seconds that pass between two looks. */
const pause = 5

export async function openStage(contract: Contract): Promise<Rehearsals> {
  const own = await standIn(contract.folder, 1)
  let worlds = 0
  return {
    run: async (act, defects = []) => {
      worlds += 1
      const world = `rehearsal-${worlds}`
      const { baseUrl } = own.subject({ world, defects })
      const wire = new Wire(baseUrl, { timeoutMs: 10_000, maxBytes: 4 * 1024 * 1024 })
      try {
        return await act({
          send: async ({ method, target, headers, body }) => {
            const outcome = await wire.send({ method, target: wire.prefix + target, headers, ...(body !== undefined && { body }) })
            return outcome.kind === 'answered' ? { status: outcome.status, headers: outcome.headers, body: outcome.body.toString('utf8') } : undefined
          },
          rest: (seconds = pause) => {
            own.mock.world(world).clock.advance(seconds * 1000)
            return Promise.resolve()
          },
          ...given(contract),
          fresh: (name) => `r${name.length % 10}${worlds.toString(36).padStart(4, '0')}`.slice(0, 6),
          attempts,
        })
      } finally {
        await wire.close()
        own.forget(world)
      }
    },
    close: own.close,
  }
}

/** What the mock's sample data has for what a person would have to give. */
function given({ behaviour: { seed } }: Contract): Pick<Stage, 'secrets' | 'params'> {
  const { admin, readonly, other } = seed.principals
  return {
    secrets: {
      ...(admin && { TOKEN: admin.token }),
      ...(readonly && { READONLY_TOKEN: readonly.token }),
      ...(other && { OTHER_TOKEN: other.token }),
      KUBECONFIG_TEXT: 'apiVersion: v1',
    },
    params: [admin?.params ?? {}, other?.params ?? {}],
  }
}
