import { getDocs, getHealth, getVersion } from './about.ts'
import type { Handler } from './ask.ts'
import { getGrade } from './grade.ts'
import { explainNumber, explainRequest } from './explain.ts'
import { clearFaults, getFaults, setFaults } from './faults.ts'
import { advanceLifecycle, listResources, triggerLifecycle } from './lifecycle.ts'
import { forceLimits, getLimits, setLimits } from './limits.ts'
import { getMetrics, getReady } from './observed.ts'
import type { OperationId } from './operations.ts'
import { countRequests, findRequests, forgetRequests, listRequests } from './requests.ts'
import { changeSettings, getSettings, listDefects, setDefects } from './settings.ts'
import { deleteSnapshot, getState, listSnapshots, loadSnapshot, saveSnapshot } from './snapshots.ts'
import { advanceClock, freezeClock, getClock, resetClock, scaleClock, setClock } from './time.ts'
import { deleteWorld, forkWorld, getWorld, listWorlds, openWorld, reset } from './worlds.ts'

/** What answers each operation of the document. */
export const handlers: Readonly<Record<OperationId, Handler>> = {
  getHealth,
  getReady,
  getMetrics,
  getVersion,
  getDocs,
  getSettings,
  changeSettings,
  reset,
  getClock,
  freezeClock,
  advanceClock,
  setClock,
  scaleClock,
  resetClock,
  listWorlds,
  getWorld,
  openWorld,
  deleteWorld,
  forkWorld,
  listSnapshots,
  saveSnapshot,
  deleteSnapshot,
  loadSnapshot,
  getState,
  listRequests,
  forgetRequests,
  findRequests,
  countRequests,
  explainNumber,
  explainRequest,
  getGrade,
  getLimits,
  setLimits,
  forceLimits,
  listDefects,
  setDefects,
  getFaults,
  setFaults,
  clearFaults,
  listResources,
  advanceLifecycle,
  triggerLifecycle,
}
