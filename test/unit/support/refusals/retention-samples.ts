import type { RetentionRefusals } from "../../../../src/core/refusals/retention-refusals.ts";
import { version, title, reference, period, type Samples } from "./sample-data.ts";

export const retentionSamples: Samples<keyof RetentionRefusals> = {
  "version-in-use": [
    {
      code: "version-in-use",
      reason: "version-in-use",
      title,
      version,
      protection: "exclusive",
      use: "it is in Live",
      advice: "Move it to Old first.",
    },
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
