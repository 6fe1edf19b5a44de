import { Worker } from 'node:worker_threads'
import type { Bench, BenchOptions, CleanRun, CleanTask, Trial, TrialTask } from './prove-bench.ts'

/** What is asked of the thread. */
export type Task = ({ readonly kind: 'clean' } & CleanTask) | ({ readonly kind: 'trial' } & TrialTask) | { readonly kind: 'close' } | { readonly kind: 'stop' }

/** What the thread answers: the member that was asked for, or what went wrong. */
export interface Answer {
  readonly clean?: CleanRun
  readonly trial?: Trial
  readonly error?: string
}

/** A bench in a thread of its own, so that several processors are used. One task at a time. */
export function remoteBench(options: BenchOptions, signal?: AbortSignal): Bench {
  const worker = new Worker(new URL('./prove-worker.js', import.meta.url), { workerData: options })
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined
  worker.on('message', (answer: Answer) => waiting?.resolve(answer))
  worker.on('error', (error: Error) => waiting?.reject(error))
  worker.on('exit', (code) => waiting?.reject(new Error(`Failed to prove: a thread ended with ${code}. Prove it again.`)))
  const ask = async (task: Task): Promise<Answer> => {
    const answer = await new Promise<Answer>((resolve, reject) => {
      waiting = { resolve, reject }
      worker.postMessage(task)
    })
    waiting = undefined
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer
  }
  signal?.addEventListener('abort', () => worker.postMessage({ kind: 'stop' }))
  return {
    clean: async (task) => told((await ask({ kind: 'clean', ...task })).clean),
    trial: async (task) => told((await ask({ kind: 'trial', ...task })).trial),
    close: async () => {
      await ask({ kind: 'close' })
      await worker.terminate()
    },
  }
}

function told<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Error('Failed to prove: a thread answered nothing. Prove it again.')
  return answer
}
