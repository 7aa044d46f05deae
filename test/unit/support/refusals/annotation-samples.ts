import type { AnnotationRefusals } from "../../../../src/core/refusals/versions/annotation-refusals.ts";
import { title, model, alias, tag, type Samples } from "./sample-data.ts";

export const annotationSamples: Samples<keyof AnnotationRefusals> = {
  "alias-invalid": [{ ...alias, reason: "alias-invalid" }],
  "alias-invisible": [{ ...alias, reason: "alias-invisible", character: "U+200B" }],
  "alias-is-stage": [{ ...alias, reason: "alias-is-stage", stage: "Live" }],
  "alias-is-former-stage": [{ ...alias, reason: "alias-is-former-stage", holder: "fraud 2" }],
  "alias-is-label": [{ ...alias, reason: "alias-is-label", labelled: "fraud 2" }],
  "alias-unknown": [{ code: "unknown-alias", reason: "alias-unknown", model, alias: "champion" }],
  "tag-invalid": [{ ...tag, reason: "tag-invalid" }],
  "tag-invisible": [{ ...tag, reason: "tag-invisible", character: "U+200B" }],
  "tag-too-long": [{ ...tag, reason: "tag-too-long" }],
  "tag-unknown": [
    { ...tag, code: "unknown-tag", reason: "tag-unknown" },
    { ...tag, code: "unknown-tag", reason: "tag-unknown", tags: [] },
    { ...tag, code: "unknown-tag", reason: "tag-unknown", tags: ["owner"] },
  ],
  "annotations-unchanged": [{ code: "invalid-request", reason: "annotations-unchanged", title }],
};
