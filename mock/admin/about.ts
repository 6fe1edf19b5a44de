import { told } from './answer.ts'
import type { Handler } from './ask.ts'
import { document } from './openapi.ts'

export const getHealth: Handler = ({ host, world }) => {
  const { journal } = world()
  return told({
    status: 'ok',
    providers: host.contracts.map(({ id }) => id),
    worlds: host.worlds().length,
    journal: { size: journal.size, remembered: journal.list().length },
  })
}

export const getVersion: Handler = ({ host, version }) =>
  told({ name: 'clusterproof', version, contracts: host.contracts.map(({ id, title, basePath, hash }) => ({ id, title, basePath, hash })) })

export const getDocs: Handler = () => told(document)
