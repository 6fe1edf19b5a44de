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
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined
  worker.on('message', (answer: Answer) => waiting?.resolve(answer))
  worker.on('error', (error: Error) => waiting?.reject(error))
  worker.on('exit', (code) => waiting?.reject(new Error(`Failed to prove: a thread ended with ${code}. Prove it again.`)))
  const ask = async <T>(task: Task): Promise<T> => {
    const answer = await new Promise<Answer>((resolve, reject) => {
      waiting = { resolve, reject }
      worker.postMessage(task)
    })
    waiting = undefined
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
