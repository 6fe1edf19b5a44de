import type { Replicas } from '../replica/replicas.ts'

/** Does something to the world as all replicas know it; nobody is told before what was done is kept. */
export async function shared<T>(replicas: Replicas, named: string | undefined, handle: () => T | Promise<T>): Promise<T> {
  if (named === undefined) await replicas.discover()
  const done = await replicas.run(named, handle)
  await replicas.settled()
  return done
}
