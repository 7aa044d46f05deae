import { VersionNumber } from "../../../../src/core/model/ids.ts";
import type { LedgerRefusals } from "../../../../src/core/refusals/ledger/ledger-refusals.ts";
import { version, model, type Samples } from "./sample-data.ts";

export const ledgerSamples: Samples<keyof LedgerRefusals> = {
  "ledger-damaged": [
    {
      code: "ledger-damaged",
      reason: "ledger-damaged",
      file: "a.jsonl",
      line: 3,
      problem: { fault: "bytes-changed" },
    },
  ],
  "ledger-damaged-anchor": [
    {
      code: "ledger-damaged",
      reason: "ledger-damaged-anchor",
      file: "a.jsonl",
      line: 3,
      problem: { fault: "bytes-changed" },
    },
  ],
  "events-lost": [
    {
      code: "ledger-missing",
      reason: "events-lost",
      loss: { files: [{ file: "a.jsonl", kind: "missing" }], versions: [] },
    },
    {
      code: "ledger-missing",
      reason: "events-lost",
      loss: {
        files: [],
        events: 2,
        versions: [{ id: version, model, number: VersionNumber.parse(5) }],
      },
    },
  ],
  "events-perhaps-lost": [
    { code: "ledger-missing", reason: "events-perhaps-lost", files: ["a.jsonl"] },
  ],
  "bytes-without-ledger": [{ code: "ledger-missing", reason: "bytes-without-ledger" }],
  "bytes-without-ledger-freeing": [
    { code: "ledger-missing", reason: "bytes-without-ledger-freeing" },
  ],
  "newer-form": [
    { code: "read-only", reason: "newer-form", type: "version.registered", v: 3, known: 2 },
    {
      code: "read-only",
      reason: "newer-form",
      type: "version.registered",
      v: 3,
      known: 2,
      release: "9.1.0",
    },
  ],
  "event-unknown": [{ code: "invalid-request", reason: "event-unknown", event: version }],
  "nothing-lost": [{ code: "invalid-request", reason: "nothing-lost" }],
  "repair-outdated": [{ code: "busy", reason: "repair-outdated" }],
  "nothing-to-anchor": [{ code: "invalid-request", reason: "nothing-to-anchor" }],
  "no-anchor": [{ code: "invalid-request", reason: "no-anchor" }],
  "outcome-unknown": [
    {
      code: "outcome-unknown",
      reason: "outcome-unknown",
      events: [version],
      fault: { kind: "followed" },
    },
  ],
  "ledger-file-changed": [{ code: "busy", reason: "ledger-file-changed", file: "a.jsonl" }],
  "another-writer": [{ code: "busy", reason: "another-writer", path: "/w/a.jsonl" }],
};
