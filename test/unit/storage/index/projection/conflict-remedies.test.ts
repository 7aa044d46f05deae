import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { remedyCommand } from "../../../../../src/cli/report/conflict-remedy.ts";
import { decideAlias } from "../../../../../src/core/annotations/decide-marking.ts";
import { conflictRemedy } from "../../../../../src/core/audit/conflict-remedy.ts";
import { otherPolicyConflict } from "../../../../../src/core/audit/other-policy.ts";
import type { RegistryEvent } from "../../../../../src/core/events/event.ts";
import { decideRollback } from "../../../../../src/core/lifecycle/decide-rollback.ts";
import { decideTransition } from "../../../../../src/core/lifecycle/decide-transition.ts";
import { ModelName, Stage, VersionNumber } from "../../../../../src/core/model/ids.ts";
import { defaultPolicy, type Policy } from "../../../../../src/core/model/policy.ts";
import { decideDeletion } from "../../../../../src/core/retention/decide-deletion.ts";
import type {
  ConflictRemedy,
  MergeConflict,
} from "../../../../../src/core/state/merge-conflict.ts";
import { SqliteEngine } from "../../../../../src/storage/index/index-database.ts";
import { IndexQueries } from "../../../../../src/storage/index/index-queries.ts";
import { projectEvent } from "../../../../../src/storage/index/projection/project-event.ts";
import { sha256 } from "../../../../../src/storage/ledger/ledger-line.ts";
import { parsePolicy } from "../../../../../src/storage/policy/policy-text.ts";
import { LedgerInMemory } from "../../../support/ledger.ts";
import { eventsOf, step } from "../../../support/steps-of-clones.ts";
import { wasm } from "../../../support/wasm.ts";

let engine: SqliteEngine;
beforeAll(async () => {
  engine = await SqliteEngine.load(await wasm());
});

const actor = { name: "Ada", email: "ada@example.org" };

/** Decides what a remedy's command line asks for, as the command does; whether it is accepted. */
function isAccepted(state: IndexQueries, policy: Policy, remedy: ConflictRemedy): boolean {
  const line = remedyCommand(remedy);
  const [, command, subject = "", ...rest] = line.split(" ");
  const option = (name: string): string => rest[rest.indexOf(`--${name}`) + 1] ?? "";
  const [model = "", number = ""] = subject.split("@");
  const numbered = (text: string): ReturnType<IndexQueries["versionNumbered"]> =>
    state.versionNumbered(ModelName.parse(model), VersionNumber.parse(Number(text)));
  const target = command === "rollback" ? numbered(option("to")) : numbered(number);
  if (!target) return false;
  const { id: version } = target;
  switch (command) {
    case "delete":
      return decideDeletion(state, policy, { version, reason: "…", now: 0 }, actor).accepted;
    case "promote": {
      const to = Stage.parse(option("to"));
      return decideTransition(state, policy, { version, to }, actor).accepted;
    }
    case "rollback": {
      const stage = Stage.parse(option("stage"));
      const request = { model: target.model, stage, version, reason: "…" };
      return decideRollback(state, policy, request, actor).accepted;
    }
    case "alias":
      return decideAlias(state, policy, { version, alias: rest[0] ?? "" }).accepted;
    default:
      throw new Error(`no such remedy: ${line}`);
  }
}

function gatedPolicy(): Policy {
  const gates = "  Production: { approvals: { count: 2 } }\n  Staging: { tags: [{ tag: a }] }\n";
  const parsed = parsePolicy(`version: 1\ngates:\n${gates}`, sha256("gated"));
  if (!parsed.ok) throw new Error(parsed.mistakes[0].problem);
  return parsed.policy;
}

/** The conflict of an event that was decided by the default policy, if it is one by another policy. */
function conflictOf(
  state: IndexQueries,
  policy: Policy,
  event: RegistryEvent,
): readonly MergeConflict[] {
  if (event.type !== "version.transitioned") return [];
  const data = { ...event.data, policy: defaultPolicy.digest };
  return [otherPolicyConflict(state, policy, { ...event, data }) ?? []].flat();
}

test("each command that is offered for a conflict is accepted", () => {
  const offered = new Map<string, number>();
  const gated = gatedPolicy();
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: "max" }), (steps) => {
      const db = engine.empty();
      const ledger = new LedgerInMemory();
      const state = new IndexQueries(db, ledger);
      const events = eventsOf(steps);
      for (const event of events) projectEvent(db, event, ledger.add(event));
      for (const policy of [defaultPolicy, gated]) {
        const others = events.flatMap((event) => conflictOf(state, policy, event));
        for (const conflict of [...state.events.conflicts(), ...others]) {
          const remedy = conflictRemedy(state, policy, conflict);
          if (remedy === undefined) continue;
          expect(isAccepted(state, policy, remedy), remedyCommand(remedy)).toBe(true);
          offered.set(conflict.kind, (offered.get(conflict.kind) ?? 0) + 1);
        }
      }
      db.close();
    }),
    { numRuns: 100 },
  );
  // The test is of no use if few are offered.
  expect([...offered.values()].reduce((sum, each) => sum + each, 0)).toBeGreaterThan(20);
  expect([...offered.keys()]).toContain("other-policy");
});
