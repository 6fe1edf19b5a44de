import { parentPort, workerData } from 'node:worker_threads'
import { openBench, type BenchOptions } from './prove-bench.ts'
import type { Answer, Task } from './prove-remote.ts'

/** The other end of `remoteBench`: one bench in a thread of its own, one task at a time. */
const options: BenchOptions = workerData
const stopped = new AbortController()
const bench = openBench(options, stopped.signal)

parentPort?.on('message', async (task: Task) => {
  if (task.kind === 'stop') return stopped.abort()
  parentPort?.postMessage(await answerTo(task))
})

async function answerTo(task: Exclude<Task, { kind: 'stop' }>): Promise<Answer> {
  try {
    const { clean, trial, close } = await bench
    switch (task.kind) {
      case 'clean':
        return { clean: await clean(task) }
      case 'trial':
        return { trial: await trial(task) }
      case 'close':
        await close()
        return {}
    }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
