import { Stage } from "../../../../src/core/model/ids.ts";
import { Alias } from "../../../../src/core/model/markings.ts";
import type { RetentionRefusals } from "../../../../src/core/refusals/lifecycle/retention-refusals.ts";
import type { RefusalOf } from "../../../../src/core/refusals/refusal-data.ts";
import { model, moves, version, title, reference, period, type Samples } from "./sample-data.ts";

const inUse = { code: "version-in-use", reason: "version-in-use", title, version } as const;
const exclusive = { kind: "exclusive", stage: Stage.parse("Live") } as const;

export const retentionSamples: Samples<keyof RetentionRefusals> = {
  "version-in-use": [
    { ...inUse, use: exclusive, advice: { kind: "replace", away: moves.moves } },
    { ...inUse, use: exclusive, advice: { kind: "replace", away: [], by: ["Ada", "Bob"] } },
    { ...inUse, use: exclusive, advice: { kind: "replace", away: [] } },
    { ...inUse, use: exclusive, advice: { kind: "replace", away: moves.moves, by: ["Ada"] } },
    {
      ...inUse,
      use: { kind: "aliased", aliases: [Alias.parse("champion")] },
      advice: { kind: "aliased" },
    },
    {
      ...inUse,
      use: { kind: "aliased", aliases: [Alias.parse("champion"), Alias.parse("next")] },
      advice: { kind: "aliased" },
    },
    {
      ...inUse,
      use: { kind: "requested", to: Stage.parse("Live") },
      advice: { kind: "requested" },
    },
    ...[0, 1, 2].map((n): RefusalOf<"version-in-use"> => ({
      ...inUse,
      use: { kind: "parent", children: Array.from({ length: n }, () => ({ model, number: 6 })) },
      advice: { kind: "parent" },
    })),
  ],
  "retention-period": [
    { ...period, subject: reference, writtenOn: "version" },
    { ...period, subject: "fraud", writtenOn: "model" },
    { ...period, subject: reference, writtenOn: "version", until: "2026-12-31T00:00:00.000Z" },
    {
      ...period,
      subject: "fraud",
      writtenOn: "model",
      until: "2026-12-31T00:00:00.000Z",
      passed: 0,
    },
  ],
  "may-not-delete": [
    {
      code: "not-permitted",
      reason: "may-not-delete",
      action: { kind: "delete", title },
      stage: "Old",
      people: ["Bob"],
    },
  ],
  "nothing-to-delete": [{ code: "invalid-request", reason: "nothing-to-delete" }],
  "freeing-cancelled": [
    { code: "cancelled", reason: "freeing-cancelled", freed: { objects: 1, bytes: 10 } },
  ],
  "archiving-cancelled": [
    { code: "cancelled", reason: "archiving-cancelled", left: 1 },
    { code: "cancelled", reason: "archiving-cancelled", left: 2 },
  ],
  "import-cancelled": [
    { code: "cancelled", reason: "import-cancelled", registered: 0 },
    { code: "cancelled", reason: "import-cancelled", registered: 1 },
    { code: "cancelled", reason: "import-cancelled", registered: 2 },
  ],
};
