import type { RefusalOf } from "../../../../src/core/refusals/refusal-data.ts";
import type { SelectionRefusals } from "../../../../src/core/refusals/versions/selection-refusals.ts";
import { model, type Samples } from "./sample-data.ts";

const none = { code: "invalid-request", reason: "none-selected-fits" } as const;
const one = { title: "fraud 3", reason: "It is in Archived already." };
const document = {
  code: "file-problem",
  reason: "not-on-disk",
  name: "scaler.pkl",
  scheme: "git",
} as const;

export const selectionSamples: Samples<keyof SelectionRefusals> = {
  "not-on-disk": [
    { ...document, action: "register" },
    ...(["import", "inspect", "export", "write"] as const).map(
      (action): RefusalOf<"not-on-disk"> => ({ ...document, action }),
    ),
  ],
  "not-in-one-folder": [{ code: "invalid-request", reason: "not-in-one-folder" }],
  "import-not-in-one-folder": [
    { code: "invalid-request", reason: "import-not-in-one-folder", path: "models" },
  ],
  "too-many-chosen": [
    { code: "invalid-request", reason: "too-many-chosen", given: 501, most: 500 },
  ],
  "nothing-to-inspect": [{ code: "file-problem", reason: "nothing-to-inspect", path: "a.onnx" }],
  "registries-differ": [{ code: "invalid-request", reason: "registries-differ" }],
  "none-selected-fits": [
    { ...none, action: "archive", leftOut: [] },
    { ...none, action: "archive", leftOut: Array.from({ length: 7 }, () => one) },
    ...(["reject", "delete", "tag", "export"] as const).map(
      (action): RefusalOf<"none-selected-fits"> => ({ ...none, action, leftOut: [one] }),
    ),
  ],
  "no-production-to-compare": [
    { code: "unknown-version", reason: "no-production-to-compare", model },
  ],
  "search-invalid": [
    { code: "invalid-request", reason: "search-invalid", problem: "A value is missing." },
  ],
  "path-outside": [{ code: "file-problem", reason: "path-outside", path: "../a" }],
  "folder-not-open": [{ code: "file-problem", reason: "folder-not-open" }],
  "not-found-by-import": [
    { code: "invalid-request", reason: "not-found-by-import", path: "a.onnx" },
  ],
  "discovery-cancelled": [{ code: "cancelled", reason: "discovery-cancelled" }],
  "nothing-due": [
    { code: "invalid-request", reason: "nothing-due", action: "archive" },
    { code: "invalid-request", reason: "nothing-due", action: "delete" },
  ],
  "export-restricted": [
    { code: "read-only", reason: "export-restricted", subject: "audit-trail" },
    { code: "read-only", reason: "export-restricted", subject: "lineage" },
  ],
};
