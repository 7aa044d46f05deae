import type { ArtifactRefusals } from "../../../../src/core/refusals/files/artifact-refusals.ts";
import type { Samples } from "./sample-data.ts";

const title = "model.onnx of fraud 5";
const [expected, found] = ["0".repeat(64), "1".repeat(64)];
const path = "/w/model.onnx";

export const artifactSamples: Samples<keyof ArtifactRefusals> = {
  "bytes-missing": [{ code: "artifact-missing", reason: "bytes-missing", title, sha256: expected }],
  "size-changed": [
    { code: "artifact-changed", reason: "size-changed", title, expected: 1, found: 0 },
    { code: "artifact-changed", reason: "size-changed", title, expected: 12_000, found: 13_000 },
  ],
  "digest-changed": [
    { code: "artifact-changed", reason: "digest-changed", title, expected, found },
  ],
  "reference-missing": [
    { code: "artifact-missing", reason: "reference-missing", title, uri: "file:big.bin" },
  ],
  "reference-changed": [
    { code: "artifact-changed", reason: "reference-changed", title, uri: "file:big.bin" },
  ],
  "reference-not-regular": [
    { code: "artifact-changed", reason: "reference-not-regular", title, uri: "file:big.bin" },
  ],
  "reference-not-fetched": [
    { code: "artifact-missing", reason: "reference-not-fetched", title, uri: "file:big.bin" },
  ],
  "reference-restricted": [
    { code: "read-only", reason: "reference-restricted", title, uri: "file:big.bin" },
  ],
  "reference-partly-here": [{ code: "artifact-missing", reason: "reference-partly-here", title }],
  "history-form-unknown": [{ code: "artifact-changed", reason: "history-form-unknown", title }],
  "snapshots-busy": [{ code: "busy", reason: "snapshots-busy", folder: "/w/snapshots" }],
  "source-changed": [{ code: "file-problem", reason: "source-changed", path }],
  "source-not-regular": [{ code: "file-problem", reason: "source-not-regular", path }],
  "folder-in-the-way": [{ code: "file-problem", reason: "folder-in-the-way", path }],
};
