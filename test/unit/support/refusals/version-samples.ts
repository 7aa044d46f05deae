import type { VersionRefusals } from "../../../../src/core/refusals/versions/version-refusals.ts";
import { version, title, reference, type Samples } from "./sample-data.ts";

export const versionSamples: Samples<keyof VersionRefusals> = {
  "unknown-model": [{ code: "unknown-model", reason: "unknown-model", model: "frod" }],
  "unknown-version-id": [{ code: "unknown-version", reason: "unknown-version-id", version }],
  "version-deleted": [
    {
      code: "version-deleted",
      reason: "version-deleted",
      version,
      title,
      reference,
      deletedAt: "2026-11-30T06:00:00.000Z",
      deletedBy: "Ada",
      because: "old",
    },
  ],
  "already-registered": [
    {
      code: "already-registered",
      reason: "already-registered",
      version,
      model: "fraud",
      number: 5,
      title,
      reference,
      stage: "Staging",
    },
  ],
  "dangerous-file": [
    { code: "dangerous-file", reason: "dangerous-file", file: "model.pkl", findings: [] },
    {
      code: "dangerous-file",
      reason: "dangerous-file",
      file: "model.pkl",
      findings: [{ code: "call", message: "loading it calls os.system." }],
    },
  ],
  "no-patch": [{ code: "unknown-artifact", reason: "no-patch", title }],
  "no-commit": [{ code: "invalid-request", reason: "no-commit", title }],
};
