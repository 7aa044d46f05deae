import { createHash } from "node:crypto";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { RemoteProblem } from "../../core/refusals/sharing/remote-problem.ts";
import { parseHead, type RemoteHead, type Segment } from "./remote-head.ts";

export function unreachable(address: string, cause: unknown): RegistryError {
  return unreachableFor(address, toldBy(cause), { cause });
}

export function denied(address: string, cause: unknown): RegistryError {
  return deniedFor(address, toldBy(cause), { cause });
}

/**
 * Returns the refusal for an answer that is none of success.
 *
 * @param isTransient whether it may be another one later
 */
export function answered(
  address: string,
  problem: RemoteProblem,
  isTransient: boolean,
): RegistryError {
  const told = typeof problem === "string" ? toldBy(problem) : problem;
  return isTransient ? unreachableFor(address, told) : deniedFor(address, told);
}

function unreachableFor(
  address: string,
  problem: RemoteProblem,
  options?: ErrorOptions,
): RegistryError {
  return new RegistryError(
    { code: "remote-unreachable", reason: "remote-unreachable", address, problem },
    options,
  );
}

function deniedFor(address: string, problem: RemoteProblem, options?: ErrorOptions): RegistryError {
  return new RegistryError(
    { code: "remote-denied", reason: "remote-denied", address, problem },
    options,
  );
}

export function damaged(address: string, problem: RemoteProblem): RegistryError {
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
  if ("problem" in parsed) throw damaged(address, parsed.problem);
  throw new RegistryError({ code: "read-only", reason: "remote-newer", address });
}

/** @throws RegistryError `remote-damaged` if the bytes are not those of the segment */
export function requireSegment(address: string, segment: Segment, bytes: Uint8Array): Uint8Array {
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest === segment.sha256 && bytes.byteLength === segment.size) return bytes;
  throw damaged(address, { kind: "segment-changed", sha256: segment.sha256 });
}

function toldBy(cause: unknown): RemoteProblem {
  const text = cause instanceof Error ? cause.message : String(cause);
  const line = (text.trim().split("\n")[0] ?? "").replace(/[.\s]+$/, "").slice(0, 500);
  return line === "" ? { kind: "untold" } : line;
}
