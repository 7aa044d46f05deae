import type { FileRefusals } from "../../../../src/core/refusals/files/file-refusals.ts";
import { title, type Samples } from "./sample-data.ts";

export const fileSamples: Samples<keyof FileRefusals> = {
  "export-target-exists": [{ code: "file-exists", reason: "export-target-exists", path: "/w/a" }],
  "report-target-exists": [{ code: "file-exists", reason: "report-target-exists", path: "/w/a" }],
  "report-target-is-folder": [
    { code: "file-problem", reason: "report-target-is-folder", path: "/w/a" },
  ],
  "export-blocked": [
    { code: "file-problem", reason: "export-blocked", path: "/w/a", obstacle: "file-there" },
  ],
  "export-not-undone": [
    { code: "file-problem", reason: "export-not-undone", target: "/w/a", staging: "/w/b" },
  ],
  "target-in-registry": [
    { code: "file-problem", reason: "target-in-registry", path: "/w/a", folder: ".model-registry" },
  ],
  "model-file-unreadable": [
    {
      code: "file-problem",
      reason: "model-file-unreadable",
      path: "/w/a",
      problem: "it is not there",
    },
  ],
  "artifact-not-held": [
    {
      code: "artifact-missing",
      reason: "artifact-not-held",
      path: "a.onnx",
      title,
      uri: "s3://b/a.onnx",
    },
  ],
  "system-error": [{ code: "file-problem", reason: "system-error", error: "EIO: i/o error" }],
};
