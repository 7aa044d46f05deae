import type { AnnotationFault } from "../../../../src/core/model/annotation-fault.ts";
import type { CollectFault } from "../../../../src/core/refusals/files/collect-fault.ts";
import type { RefusalOf } from "../../../../src/core/refusals/refusal-data.ts";
import type { RegistrationRefusals } from "../../../../src/core/refusals/versions/registration-refusals.ts";
import { title, type Samples } from "./sample-data.ts";

const name = "model/config.json";
const collected = { code: "file-problem", reason: "file-not-collected", name } as const;
const collectFaults: readonly CollectFault[] = [
  ...(
    [
      "dangling-link",
      "circular-link",
      "link-to-folder",
      "link-to-special-file",
      "link-out-of-folder",
      "missing",
      "unreadable",
      "not-regular",
      "part-outside",
      "name-not-portable",
      "in-registry",
      "around-registry",
      "twice",
    ] as const
  ).map((kind) => ({ kind })),
  { kind: "too-many", most: 20_000 },
  { kind: "same-name", other: "model/Config.json" },
];
const annotation = { code: "invalid-request", reason: "annotation-invalid", field: "pii" } as const;
const annotationFaults: readonly AnnotationFault[] = [
  { kind: "not-expected", text: "soon", expected: { kind: "days" } },
  { kind: "not-expected", text: "x".repeat(100), expected: { kind: "names" } },
  {
    kind: "not-expected",
    text: "perhaps",
    expected: { kind: "choice", choices: ["yes", "no"] },
  },
];

export const registrationSamples: Samples<keyof RegistrationRefusals> = {
  "file-not-collected": [
    { ...collected, fault: { kind: "no-files" } },
    ...collectFaults.map((fault): RefusalOf<"file-not-collected"> => ({ ...collected, fault })),
  ],
  "changed-since-preview": [
    { code: "file-problem", reason: "changed-since-preview", file: "model.onnx" },
  ],
  "annotation-invalid": [
    { ...annotation, fault: { kind: "too-long" } },
    { ...annotation, title, fault: { kind: "too-long" } },
    ...annotationFaults.flatMap((fault): RefusalOf<"annotation-invalid">[] => [
      { ...annotation, fault },
      { ...annotation, title, fault },
    ]),
  ],
  "dataset-differs": [
    {
      code: "file-problem",
      reason: "dataset-differs",
      file: "labels.csv",
      algorithm: "md5",
      has: "00",
      given: "11",
    },
  ],
  "no-python-environment": [
    { code: "file-problem", reason: "no-python-environment", folder: "venv" },
  ],
  "file-as-parent": [{ code: "invalid-request", reason: "file-as-parent", path: "base.onnx" }],
  "several-families": [
    { code: "invalid-request", reason: "several-families", families: ["fraud", ""] },
    {
      code: "invalid-request",
      reason: "several-families",
      families: ["a", "b", "c", "d", "e", "f"],
    },
  ],
  "too-many-models": [
    { code: "file-problem", reason: "too-many-models", folder: "models", found: 900, most: 500 },
  ],
  "no-order-given": [{ code: "invalid-request", reason: "no-order-given" }],
  "foreign-files-absent": [
    { code: "invalid-request", reason: "foreign-files-absent", from: "fraud/3" },
    {
      code: "invalid-request",
      reason: "foreign-files-absent",
      from: "fraud/3",
      place: "s3://bucket/3",
    },
  ],
  "foreign-number-taken": [
    { code: "invalid-request", reason: "foreign-number-taken", from: "fraud/3", last: "fraud@5" },
  ],
  "model-place-invalid": [
    { code: "invalid-request", reason: "model-place-invalid", uri: "../model" },
  ],
};
