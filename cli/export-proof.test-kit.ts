import type { Contract } from '../specs/contract.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { checks } from '../conformance/checks/index.ts'
import type { Event } from '../conformance/events.ts'
import { run } from '../conformance/run.ts'
import { defects } from '../mock/defects/index.ts'
import { foldReport, type Report } from '../reports/report.ts'
import { exported, type Exported } from './export-choice.ts'
import { standIn, type StandIn } from './stand-in.ts'

/** What became of one defect: the programs that its findings made, and where they can be run. */
export interface Proof {
  readonly defect: string
  readonly report: Report
  readonly made: readonly Exported[]
  /** Worlds that nobody has used, one with the defect and one without. */
  readonly worlds: () => { readonly defective: World; readonly clean: World }
}

/** A world that nobody has used. */
export interface World {
  readonly endpoint: string
  /** Lets time pass there, five seconds unless it is told how many. */
  readonly pass: (seconds?: number) => void
}

/** A mock of one provider, and runs against worlds of it. */
export class Foundry {
  readonly own: StandIn
  private count = 0

  private constructor(own: StandIn) {
    this.own = own
  }

  static async open(provider: string): Promise<Foundry> {
    return new Foundry(await standIn(provider, 1))
  }

  get contract(): Contract {
    return this.own.contract
  }

  /** Defects of the provider that some check looks for. */
  defects(): readonly string[] {
    return defects.filter(({ applies, violates }) => applies?.(this.contract) !== false && checks.some(({ proves }) => proves === violates)).map(({ id }) => id)
  }

  /** Checks a world with the defect, and makes programs of all that is found. Undefined where nothing is. */
  async prove(defect: string): Promise<Proof | undefined> {
    const violated = defects.find(({ id }) => id === defect)?.violates
    const world = this.world([defect])
    const events: Event[] = []
    const options = { contract: this.contract, requirements: await loadRequirements(), seed: 1, target: 'mock', runnable: true }
    for await (const event of run({ ...options, subject: world.subject, checks: checks.filter(({ proves }) => proves === violated) })) events.push(event)
    this.own.forget(world.name)
    // Paths are those below an origin, as they are on a mock of its own.
    const text = JSON.stringify(foldReport(events)).replaceAll(`/__world/${world.name}-burst`, '').replaceAll(`/__world/${world.name}`, '')
    const report: Report = JSON.parse(text)
    const found = report.checks.filter(({ finding }) => finding !== undefined)
    if (found.length === 0) return undefined
    const made = await exported({ contract: this.contract, report, checks: found })
    const worlds = () => {
      return { defective: this.place([defect]), clean: this.place([]) }
    }
    return { defect, report, made, worlds }
  }

  /** What a program has to be given. */
  env({ endpoint }: World): Readonly<Record<string, string>> {
    const { admin, readonly, other } = this.contract.behaviour.seed.principals
    const tokens = { TOKEN: admin?.token ?? '', READONLY_TOKEN: readonly?.token ?? '', OTHER_TOKEN: other?.token ?? '', KUBECONFIG_TEXT: 'apiVersion: v1' }
    return {
      ENDPOINT: endpoint,
      CLOCK: endpoint.replace(
        /(?:\/__world\/(.*))?$/,
        (_, world: string | undefined) => `/__admin/clock/advance${world === undefined ? '' : `?world=${world}`}`,
      ),
      PAUSE: '0',
      ...tokens,
    }
  }

  /** Its clock stands still, and some things are told apart by the second in which they came about. */
  private place(broken: readonly string[]): World {
    const { name, subject } = this.world(broken)
    const pass = (seconds = 5): void => {
      this.own.mock.world(name).clock.advance(seconds * 1000)
    }
    return { endpoint: subject.baseUrl, pass }
  }

  private world(broken: readonly string[]) {
    this.count += 1
    const name = `export-${this.count}`
    return { name, subject: this.own.subject({ world: name, defects: broken }) }
  }
}
