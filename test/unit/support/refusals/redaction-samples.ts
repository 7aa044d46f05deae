import type { RedactionRefusals } from "../../../../src/core/refusals/ledger/redaction-refusals.ts";
import type { Samples } from "./sample-data.ts";

export const redactionSamples: Samples<keyof RedactionRefusals> = {
  "redaction-nothing-found": [{ code: "invalid-request", reason: "redaction-nothing-found" }],
  "redaction-refused": [
    {
      code: "invalid-request",
      reason: "redaction-refused",
      what: "from of fraud 3",
      obstacle: "decides",
    },
  ],
  "redaction-text-short": [{ code: "invalid-request", reason: "redaction-text-short", least: 4 }],
  "bytes-redacted": [
    {
      code: "invalid-request",
      reason: "bytes-redacted",
      path: "model.onnx",
      event: "01HX0000000000000000000000",
    },
  ],
};
