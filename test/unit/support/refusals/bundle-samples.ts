import type { BundleRefusals } from "../../../../src/core/refusals/sharing/bundle-refusals.ts";
import type { Samples } from "./sample-data.ts";

const path = "registry.bundle";
const invalid = { code: "file-problem", reason: "bundle-invalid", path } as const;
const detail = "head.json";

export const bundleSamples: Samples<keyof BundleRefusals> = {
  "bundle-invalid": [
    { ...invalid, fault: "cut-off", detail: "it ends too early" },
    { ...invalid, fault: "foreign-member", detail: "../../x" },
    { ...invalid, fault: "incomplete", detail },
    { ...invalid, fault: "no-bundle", detail: "" },
    { ...invalid, fault: "too-large", detail },
    { ...invalid, fault: "twice", detail },
    { ...invalid, fault: "wrong-digest", detail },
    { ...invalid, fault: "wrong-line", detail: "01J" },
  ],
  "bundle-empty": [{ code: "invalid-request", reason: "bundle-empty" }],
  "bundle-other-registry": [{ code: "other-registry", reason: "bundle-other-registry", path }],
};
