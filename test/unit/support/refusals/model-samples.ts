import type { ModelRefusals } from "../../../../src/core/refusals/versions/model-refusals.ts";
import { model, creation, type Samples } from "./sample-data.ts";

export const modelSamples: Samples<keyof ModelRefusals> = {
  "model-name-invisible": [
    { code: "invalid-request", reason: "model-name-invisible", name: "fraud", character: "U+200B" },
  ],
  "model-name-invalid": [{ code: "invalid-request", reason: "model-name-invalid", name: "a@b" }],
  "model-name-in-use": [
    { code: "model-exists", reason: "model-name-in-use", action: creation, model, free: "fraud-2" },
  ],
  "model-name-same": [
    { code: "invalid-request", reason: "model-name-same", model, free: "fraud-2" },
  ],
  "model-created-meanwhile": [
    {
      code: "model-exists",
      reason: "model-created-meanwhile",
      name: model,
      model,
      free: "fraud-2",
    },
    { code: "model-exists", reason: "model-created-meanwhile", name: "old", model, free: "old-2" },
  ],
  "model-not-empty": [
    { code: "model-not-empty", reason: "model-not-empty", model, versionCount: 1 },
    { code: "model-not-empty", reason: "model-not-empty", model, versionCount: 3 },
  ],
  "model-description-too-long": [
    { code: "invalid-request", reason: "model-description-too-long", action: creation },
  ],
  "model-tag-invalid": [
    { code: "invalid-request", reason: "model-tag-invalid", action: creation, key: "team" },
  ],
  "bump-without-semver": [
    { code: "invalid-request", reason: "bump-without-semver", versioning: "integer" },
  ],
  "label-suggested-without-semver": [
    { code: "invalid-request", reason: "label-suggested-without-semver", versioning: "integer" },
  ],
  "label-not-semver": [{ code: "invalid-request", reason: "label-not-semver", label: "one" }],
  "label-invalid": [
    {
      code: "invalid-request",
      reason: "label-invalid",
      model,
      label: "Live",
      problem: "Live is a stage",
    },
  ],
};
