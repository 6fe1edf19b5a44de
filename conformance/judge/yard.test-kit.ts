import type { Lifecycle } from '../../specs/behaviour.ts'

const told = { basis: 'documented', source: 'page 5' } as const

/** The life of a boat: made in two steps, painted, wrecked by the administrator, sunk. */
export const yard: Lifecycle = {
  at: '/state',
  phases: {
    ordered: { kind: 'transient', ...told },
    building: { kind: 'transient', ...told },
    afloat: { kind: 'settled', ...told },
    painting: { kind: 'transient', ...told },
    sinking: { kind: 'transient', ...told },
    wrecked: { kind: 'failed', ...told },
  },
  triggers: {
    create: {
      through: [
        { phase: 'ordered', seconds: 1 },
        { phase: 'building', seconds: 1 },
      ],
      to: 'afloat',
      ...told,
    },
    paint: { from: ['afloat'], through: [{ phase: 'painting', seconds: 1 }], to: 'afloat', ...told },
    delete: { through: [{ phase: 'sinking', seconds: 1 }], to: 'gone', ...told },
    wreck: { from: ['afloat'], through: [], to: 'wrecked', by: 'administrator', ...told },
  },
  settles: { withinSeconds: 60, ...told },
}
