import { Worker } from 'node:worker_threads'
import type { Bench, BenchOptions, CleanRun, Trial } from './prove-bench.ts'

/** What is asked of the thread. */
export type Task =
  | { readonly kind: 'clean'; readonly seed: number }
  | { readonly kind: 'trial'; readonly defect: string }
  | { readonly kind: 'close' }
  | { readonly kind: 'stop' }

export type Answer = { readonly value: CleanRun | Trial | undefined | void } | { readonly error: string }

/** A bench in a thread of its own, so that several processors are used. One task at a time. */
export function remoteBench(options: BenchOptions, signal?: AbortSignal): Bench {
  const worker = new Worker(new URL('./prove-worker.js', import.meta.url), { workerData: options })
  const ask = async <T>(task: Task): Promise<T> => {
    const answer = await new Promise<Answer>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.postMessage(task)
    })
    worker.removeAllListeners()
    if ('error' in answer) throw new Error(answer.error)
    return answer.value as T
  }
  signal?.addEventListener('abort', () => worker.postMessage({ kind: 'stop' }))
  return {
    clean: (seed) => ask({ kind: 'clean', seed }),
    trial: (defect) => ask({ kind: 'trial', defect }),
    close: async () => {
      await ask({ kind: 'close' })
      await worker.terminate()
    },
  }
}
