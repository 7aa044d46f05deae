import { decideTag } from "../../../src/core/annotations/decide-marking.ts";
import type { EventBody, RegistryEvent } from "../../../src/core/events/event.ts";
import {
  decideApproval,
  decideApprovalRequest,
} from "../../../src/core/lifecycle/decide-approval.ts";
import { decideRollback } from "../../../src/core/lifecycle/decide-rollback.ts";
import { decideTransition } from "../../../src/core/lifecycle/decide-transition.ts";
import { ModelName, Timestamp, type Stage, type VersionId } from "../../../src/core/model/ids.ts";
import type { Policy } from "../../../src/core/model/policy.ts";
import type { Actor } from "../../../src/core/model/recipe.ts";
import { RegistryError, type Decision } from "../../../src/core/refusals/refusal.ts";
import { decideRegistration } from "../../../src/core/registration/decide-registration.ts";
import type { IndexDatabase, SqliteEngine } from "../../../src/storage/index/index-database.ts";
import { IndexQueries } from "../../../src/storage/index/index-queries.ts";
import { projectEvent } from "../../../src/storage/index/projection/project-event.ts";
import { nextEventId } from "../../../src/storage/ledger/event-id.ts";
import { registrationData } from "./events.ts";
import { LedgerInMemory } from "./ledger.ts";

export const model = ModelName.parse("fraud");
export const ada = { name: "Ada" };
export const bob = { name: "Bob" };

/** A step with a version, which is named by its place. */
export type Step =
  | { readonly ask: "register" }
  | { readonly ask: "move"; readonly version: number; readonly to: Stage }
  | { readonly ask: "roll back"; readonly version: number; readonly stage: Stage };

/** A registry in memory, in which decisions take effect. */
export class Scratch {
  readonly policy: Policy;
  readonly #db: IndexDatabase;
  readonly #ledger = new LedgerInMemory();
  readonly state: IndexQueries;
  #last: RegistryEvent["id"] | undefined;
  #content = 0;

  constructor(engine: SqliteEngine, policy: Policy, steps: readonly Step[]) {
    this.policy = policy;
    this.#db = engine.empty();
    this.state = new IndexQueries(this.#db, this.#ledger);
    for (const step of steps) {
      if (step.ask === "register") this.register();
      const version = this.versions()[step.ask === "register" ? 0 : step.version];
      if (!version) continue;
      if (step.ask === "move") this.move(version, step.to);
      if (step.ask === "roll back") this.rollBack(step.stage, version);
    }
  }

  versions(): readonly VersionId[] {
    return this.state.versionsFrom(model, 1, -1).map(({ id }) => id);
  }

  register(): VersionId | undefined {
    this.#content += 1;
    const registration = registrationData(model, `content ${this.#content}`);
    const request = { registration, allowIdentical: false, now: 0 };
    this.#take(decideRegistration(this.state, this.policy, request, ada));
    return this.state.latestVersion(model)?.id;
  }

  move(version: VersionId, to: Stage, actor: Actor = ada): Decision<EventBody> {
    return this.#take(decideTransition(this.state, this.policy, { version, to }, actor), actor);
  }

  rollBack(stage: Stage, version: VersionId, actor: Actor = ada): Decision<EventBody> {
    const request = { model, stage, version, reason: "it got worse" };
    return this.#take(decideRollback(this.state, this.policy, request, actor), actor);
  }

  /** Ada requests it, and Bob approves. */
  approve(version: VersionId, to: Stage): void {
    const { state, policy } = this;
    const wish = { version, to, reason: "good", promote: false };
    if (!state.openRequest(version, to)) {
      this.#must(decideApprovalRequest(state, policy, wish, ada), ada);
    }
    const open = state.openRequest(version, to);
    if (open) this.#must(decideApproval(state, policy, { request: open.id }, bob), bob);
  }

  /** Fulfils what every check of a stage asks for, and moves the version there. */
  enter(version: VersionId, to: Stage): Decision<EventBody> {
    const gates = this.policy.stages.find(({ name }) => name === to)?.gates;
    if (gates && gates.tags.length > 0) {
      const tag = { subject: { model, version }, key: "report", value: "yes" };
      this.#take(decideTag(this.state, tag));
    }
    if (gates?.approvals) this.approve(version, to);
    return this.move(version, to, gates?.promoters ? bob : ada);
  }

  close(): void {
    this.#db.close();
  }

  #must(decision: Decision<EventBody>, actor: Actor): void {
    if (!decision.accepted) throw new RegistryError(decision.refusal);
    this.#take(decision, actor);
  }

  #take(decision: Decision<EventBody>, actor: Actor = ada): Decision<EventBody> {
    if (!decision.accepted) return decision;
    for (const body of decision.events) {
      const id = nextEventId(this.#last, Date.parse("2026-01-01T00:00:00Z"));
      const at = Timestamp.parse("2026-01-01T00:00:00.000Z");
      const event = { ...body, id, at, actor };
      projectEvent(this.#db, event, this.#ledger.add(event));
      this.#last = id;
    }
    return decision;
  }
}
