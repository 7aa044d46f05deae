import { beforeAll, describe, expect, test } from "vitest";
import { decideAnnotations } from "../../../../src/core/annotations/decide-marking.ts";
import type { EventBody } from "../../../../src/core/events/event.ts";
import {
  ModelName,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../../../src/core/model/ids.ts";
import { defaultPolicy, type Policy } from "../../../../src/core/model/policy.ts";
import type { Refusal } from "../../../../src/core/refusals/refusal.ts";
import { messageOf } from "../../../../src/core/refusals/words.ts";
import {
  decideDeletion,
  decideRetention,
  deletionObstacle,
} from "../../../../src/core/retention/decide-deletion.ts";
import { SqliteEngine } from "../../../../src/storage/index/index-database.ts";
import { IndexQueries } from "../../../../src/storage/index/index-queries.ts";
import { projectEvent } from "../../../../src/storage/index/projection/project-event.ts";
import { nextEventId } from "../../../../src/storage/ledger/event-id.ts";
import { registrationData } from "../../support/events.ts";
import { LedgerInMemory } from "../../support/ledger.ts";
import { worded, type WordedRefusal } from "../../support/refusal.ts";
import { wasm } from "../../support/wasm.ts";

let engine: SqliteEngine;
beforeAll(async () => {
  engine = await SqliteEngine.load(await wasm());
});

const day = 86_400_000;
const start = Date.parse("2026-01-01T09:30:30Z");
const actor = { name: "Ada" };
const model = ModelName.parse("fraud");
const policy: Policy = { ...defaultPolicy, retention: { keepLast: 0, deleteAfterDays: 0 } };

/** One version in Archived for so many days, registered a hundred days before that. */
class Archive {
  readonly db = engine.empty();
  readonly ledger = new LedgerInMemory();
  readonly state = new IndexQueries(this.db, this.ledger);
  readonly version: VersionId;
  #last: VersionId | undefined;

  constructor() {
    this.version = this.record(start - 100 * day, {
      type: "version.registered",
      v: 2,
      data: { ...registrationData("fraud", "weights"), number: VersionNumber.parse(1) },
    });
    this.record(start, {
      type: "version.transitioned",
      v: 1,
      data: {
        model,
        version: this.version,
        from: Stage.parse("None"),
        to: Stage.parse("Archived"),
        gates: [],
        policy: policy.digest,
      },
    });
  }

  record(at: number, body: EventBody): VersionId {
    const id = VersionId.parse(nextEventId(this.#last, at));
    this.#last = id;
    const event = { ...body, id, at: Timestamp.parse(new Date(at).toISOString()), actor };
    projectEvent(this.db, event, this.ledger.add(event));
    return id;
  }

  /** Writes what somebody could write on the version or its model. */
  annotate(on: "version" | "model", days: string | null): void {
    const subject = { model, ...(on === "version" && { version: this.version }) };
    const decision = decideAnnotations(this.state, {
      subject,
      changes: { "retention-days": days },
    });
    if (!decision.accepted) throw new Error(messageOf(decision.refusal));
    for (const event of decision.events) this.record(start, event);
  }

  /** Returns the reasons why it can't be deleted now, one for each way of deleting. */
  refusals(now: number): readonly (Refusal | undefined)[] {
    const { state, version } = this;
    const found = state.version(version)!;
    const deletion = decideDeletion(state, policy, { version, reason: "old", now }, actor);
    const retention = decideRetention(state, policy, { now }, actor);
    return [
      deletionObstacle(state, policy, found, { actor, now }),
      deletion.accepted ? undefined : deletion.refusal,
      retention.accepted ? undefined : retention.refusal,
    ];
  }

  expectKept(now: number): WordedRefusal {
    const [obstacle, deletion, retention] = this.refusals(now);
    expect(obstacle).toMatchObject({ code: "retention-period" });
    expect(deletion).toEqual(obstacle);
    expect(retention).toMatchObject({ code: "invalid-request" });
    return worded(obstacle!);
  }

  expectFree(now: number): void {
    expect(this.refusals(now)).toEqual([undefined, undefined, undefined]);
  }
}

describe("retention-days keep a version from any deletion", () => {
  test("from when it was archived, to the millisecond, and the end is said", () => {
    const archive = new Archive();
    archive.expectFree(start + 1);
    archive.annotate("version", "30");
    const refusal = archive.expectKept(start + 30 * day - 1);
    expect(refusal).toMatchObject({
      message: "Can't delete fraud 1: its retention-days (30) keep it until 2026-01-31 09:31 UTC.",
      wayOut:
        "Delete it then, or end the period first: “model-registry annotate fraud@1 --retention-days 29”, which the history records.",
      details: { retentionDays: "30", until: "2026-01-31T09:30:30.000Z" },
    });
    archive.expectFree(start + 30 * day);
  });

  test("the way out ends the period", () => {
    const archive = new Archive();
    archive.annotate("version", "365");
    archive.expectKept(start + 29.5 * day);
    archive.annotate("version", "29");
    archive.expectFree(start + 29.5 * day);
    archive.annotate("version", "365");
    expect(archive.expectKept(start + 0.5 * day).wayOut).toContain(
      "annotate fraud@1 --clear retention-days”",
    );
    archive.annotate("version", null);
    archive.expectFree(start + 0.5 * day);
  });

  test("what is written on the model holds unless the version says otherwise", () => {
    const archive = new Archive();
    archive.annotate("model", "10");
    const refusal = archive.expectKept(start + day / 2);
    expect(refusal.message).toContain("the retention-days of its model (10) keep it until");
    expect(refusal.wayOut).toContain("annotate fraud --clear retention-days”");
    archive.expectFree(start + 10 * day);
    archive.annotate("version", "20");
    archive.expectKept(start + 19 * day);
    archive.annotate("version", "5");
    archive.expectFree(start + 5 * day);
  });

  test("days of a newer release that can't be read keep it too", () => {
    const archive = new Archive();
    archive.record(start, {
      type: "annotations.changed",
      v: 1,
      data: {
        model,
        version: archive.version,
        changes: [{ field: "retention-days", to: "for ever" }],
      },
    });
    expect(archive.expectKept(start + 40_000 * day)).toMatchObject({
      message:
        "Can't delete fraud 1: its retention-days are “for ever”, which is no number of days.",
      wayOut:
        "Write a number of days in its place, or clear it: “model-registry annotate fraud@1 --clear retention-days”, which the history records.",
    });
    archive.annotate("version", null);
    archive.expectFree(start + 1);
  });
});
