/** Every operation of the management interface, by its operationId in the document. */
export const operationIds = [
  'getHealth', 'getVersion', 'getDocs', 'getSettings', 'changeSettings', 'reset',
  'getClock', 'freezeClock', 'advanceClock', 'setClock', 'scaleClock', 'resetClock',
  'listWorlds', 'getWorld', 'openWorld', 'deleteWorld',
  'listRequests', 'forgetRequests', 'findRequests', 'countRequests',
  'getLimits', 'setLimits', 'forceLimits', 'listDefects', 'setDefects',
  'listResources', 'advanceLifecycle', 'triggerLifecycle',
] as const
export type OperationId = (typeof operationIds)[number]
