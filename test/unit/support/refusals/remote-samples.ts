import type { RemoteRefusals } from "../../../../src/core/refusals/remote-refusals.ts";
import type { Samples } from "./sample-data.ts";

const address = "git+https://git.example.org/fraud.git";
const file = "01JXAMPXE00000000000000000.jsonl";
const problem = "Could not resolve host: git.example.org";

export const remoteSamples: Samples<keyof RemoteRefusals> = {
  "no-remote": [{ code: "no-remote", reason: "no-remote" }],
  "remote-address-invalid": [
    { code: "invalid-request", reason: "remote-address-invalid", address: "ftp://models" },
  ],
  "remote-address-secret": [{ code: "invalid-request", reason: "remote-address-secret" }],
  "remote-not-approved": [{ code: "remote-not-approved", reason: "remote-not-approved", address }],
  "remote-unreachable": [
    { code: "remote-unreachable", reason: "remote-unreachable", address, problem },
  ],
  "remote-denied": [
    { code: "remote-denied", reason: "remote-denied", address, problem: "protected branch" },
  ],
  "remote-damaged": [
    { code: "remote-damaged", reason: "remote-damaged", address, problem: "its head is no JSON" },
  ],
  "remote-went-back": [{ code: "remote-damaged", reason: "remote-went-back", address, file }],
  "remote-newer": [{ code: "read-only", reason: "remote-newer", address }],
  "remote-other-registry": [{ code: "other-registry", reason: "remote-other-registry", address }],
  "ledger-diverged": [{ code: "ledger-damaged", reason: "ledger-diverged", address, file }],
  "remote-busy": [{ code: "busy", reason: "remote-busy", address }],
  "remote-object-missing": [
    {
      code: "artifact-missing",
      reason: "remote-object-missing",
      address,
      sha256: "ab".repeat(32),
    },
  ],
  "remote-object-too-large": [
    {
      code: "invalid-request",
      reason: "remote-object-too-large",
      address,
      size: 300_000_000,
      limit: 100_000_000,
    },
  ],
  "s3-credentials-missing": [
    { code: "remote-denied", reason: "s3-credentials-missing", address: "s3://models/fraud" },
  ],
  "git-remote-unknown": [
    { code: "invalid-request", reason: "git-remote-unknown", name: "upstream" },
  ],
  "git-missing": [{ code: "invalid-request", reason: "git-missing" }],
  "offline-refused": [{ code: "remote-unreachable", reason: "offline-refused", address, problem }],
  "remote-key-not-placed": [{ code: "invalid-request", reason: "remote-key-not-placed", address }],
};
