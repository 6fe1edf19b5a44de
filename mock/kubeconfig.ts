import { requireUsable } from './kubeconfig/contexts.ts'
import { readDocument } from './kubeconfig/document.ts'
import { Unusable } from './kubeconfig/unusable.ts'

/** How large a kubeconfig may be. */
export interface KubeconfigBounds {
  /** Of its UTF-8 form. */
  readonly maxBytes: number
  /** How many nodes its aliases may stand for, all together. */
  readonly maxAliases: number
}

/**
 * Why a text cannot be used as a kubeconfig, as a fragment of a sentence such as `clusters[0].cluster.server is missing`;
 * undefined where it can. The fragment names members and places, never their values, since those are secrets. Pure and
 * total: nothing that the text names is opened, run or contacted, and nothing is thrown.
 *
 * Source: structure v1.Config of client-go, https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 */
export function kubeconfigProblem(text: string, bounds: KubeconfigBounds): string | undefined {
  try {
    requireUsable(readDocument(text, bounds))
    return undefined
  } catch (error) {
    return error instanceof Unusable ? error.message : 'the text is beyond what the YAML parser can read'
  }
}
