import type { StorageRefusals } from "../../../../src/core/refusals/ledger/storage-refusals.ts";
import { version, type Samples } from "./sample-data.ts";

const folder = "/w";
const lock = "/w/.model-registry/lock";

export const storageSamples: Samples<keyof StorageRefusals> = {
  "lock-held": [
    { code: "busy", reason: "lock-held", folder, lock },
    { code: "busy", reason: "lock-held", folder, lock, pid: 4711 },
  ],
  "lock-lost": [{ code: "busy", reason: "lock-lost", folder }],
  "lock-not-empty": [{ code: "file-problem", reason: "lock-not-empty", lock, entry: "notes.txt" }],
  "lock-no-folder": [
    { code: "file-problem", reason: "lock-no-folder", lock, kind: "file" },
    { code: "file-problem", reason: "lock-no-folder", lock, kind: "link" },
  ],
  "not-own-folder": [
    { code: "file-problem", reason: "not-own-folder", path: folder, isLink: false },
    { code: "file-problem", reason: "not-own-folder", path: folder, isLink: true },
  ],
  "not-own-file": [
    { code: "file-problem", reason: "not-own-file", path: "/w/a", isLink: false },
    { code: "file-problem", reason: "not-own-file", path: "/w/a", isLink: true },
  ],
  "folder-not-writable": [
    { code: "read-only", reason: "folder-not-writable", folder, errno: "EROFS" },
  ],
  "no-space": [{ code: "file-problem", reason: "no-space", folder, errno: "ENOSPC" }],
  "event-too-large": [{ code: "invalid-request", reason: "event-too-large" }],
  "event-invalid": [
    {
      code: "invalid-request",
      reason: "event-invalid",
      problem: { clause: "data.model: too long" },
    },
  ],
  recorded: [
    {
      code: "recorded",
      reason: "recorded",
      events: [version],
      titles: ["fraud 5: registered"],
      error: "EIO: i/o error",
    },
  ],
};
