import type { RefusalOf } from "../../../../src/core/refusals/refusal-data.ts";
import type { RemoteFault } from "../../../../src/core/refusals/sharing/remote-problem.ts";
import type { RemoteRefusals } from "../../../../src/core/refusals/sharing/remote-refusals.ts";
import type { Samples } from "./sample-data.ts";

const address = "git+https://git.example.org/fraud.git";
const file = "01JXAMPXE00000000000000000.jsonl";
const problem = "Could not resolve host: git.example.org";

const sha256 = "ab".repeat(32);

type Damaged = RefusalOf<"remote-damaged">;
const damaged = { code: "remote-damaged", reason: "remote-damaged", address } as const;

const faults: readonly RemoteFault[] = [
  { kind: "head-no-json" },
  { kind: "no-head" },
  { kind: "no-entity-tag" },
  { kind: "no-upload-id" },
  { kind: "ssh-answer" },
  { kind: "lfs-answer" },
  { kind: "lfs-transfers" },
  { kind: "lfs-unencrypted" },
  { kind: "untold" },
  { kind: "head-invalid", field: "files.0" },
  { kind: "segment-missing", sha256 },
  { kind: "segment-changed", sha256 },
  { kind: "object-longer", sha256 },
  { kind: "object-changed", sha256 },
  { kind: "lfs-silent", sha256 },
  { kind: "other-ledger", file },
  { kind: "unusable-lines", file, problem: { fault: "other-end" } },
  { kind: "status", status: 403, code: "" },
  { kind: "status", status: 403, code: "AccessDenied" },
  { kind: "lfs-status", status: 403 },
  { kind: "lfs-code", code: 403 },
];

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
    { ...damaged, problem: "its bytes are others" },
    ...faults.map((problem): Damaged => ({ ...damaged, problem })),
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
      sha256,
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
