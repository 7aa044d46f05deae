import { createHash } from "node:crypto";
import * as l10n from "@vscode/l10n";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { parseHead, type RemoteHead, type Segment } from "./remote-head.ts";

export function unreachable(address: string, cause: unknown): RegistryError {
  return new RegistryError(
    {
      code: "remote-unreachable",
      reason: "remote-unreachable",
      address,
      problem: problemOf(cause),
    },
    { cause },
  );
}

export function denied(address: string, cause: unknown): RegistryError {
  return new RegistryError(
    { code: "remote-denied", reason: "remote-denied", address, problem: problemOf(cause) },
    { cause },
  );
}

export function damaged(address: string, problem: string): RegistryError {
  return new RegistryError({ code: "remote-damaged", reason: "remote-damaged", address, problem });
}

export function objectMissing(address: string, { sha256 }: StoredBytes): RegistryError {
  return new RegistryError({
    code: "artifact-missing",
    reason: "remote-object-missing",
    address,
    sha256,
  });
}

/** @throws RegistryError `remote-damaged`, `read-only` if a newer release wrote it */
export function requireHead(address: string, bytes: Uint8Array): RemoteHead {
  const parsed = parseHead(bytes);
  if (parsed.ok) return parsed.head;
  if (!parsed.isNewer) throw damaged(address, parsed.problem);
  throw new RegistryError({ code: "read-only", reason: "remote-newer", address });
}

/** @throws RegistryError `remote-damaged` if the bytes are not those of the segment */
export function requireSegment(address: string, segment: Segment, bytes: Uint8Array): Uint8Array {
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest === segment.sha256 && bytes.byteLength === segment.size) return bytes;
  throw damaged(address, l10n.t("the segment {0} has other bytes", segment.sha256));
}

function problemOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return (
    (text.trim().split("\n")[0] ?? "").replace(/[.\s]+$/, "").slice(0, 500) || l10n.t("it failed")
  );
}
