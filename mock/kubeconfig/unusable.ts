/** Ends the reading of a kubeconfig. The message is a fragment of a sentence and holds no value of the document. */
export class Unusable extends Error {}
