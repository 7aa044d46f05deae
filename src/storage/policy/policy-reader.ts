import type { BigIntStats } from "node:fs";
import { lstatSync } from "node:fs";
import * as l10n from "@vscode/l10n";
import { Timestamp } from "../../core/model/ids.ts";
import { defaultPolicy } from "../../core/model/policy.ts";
import type { PolicyInForce } from "../../core/policy/policy-in-force.ts";
import type { Refusal } from "../../core/refusals/refusal.ts";
import { isErrno } from "../files/errno.ts";
import { openNoFollow } from "../files/open-file.ts";
import { sha256 } from "../ledger/ledger-line.ts";
import { policyDigest } from "./policy-digest.ts";
import type { PolicyMistake } from "./policy-text.ts";

/** Bytes. A policy is written by people; a larger file is something else. */
export const maxPolicySize = 64 * 1024;

const withoutFile: PolicyInForce = { policy: defaultPolicy, source: "default" };

/** Reads a policy file again when it has changed. */
export class PolicyReader {
  readonly #path: string;
  #known:
    { readonly stamp: string; readonly digest: string; readonly answer: PolicyInForce } | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads the policy file as it is now; returns the default if there is no file. Never throws. */
  async read(): Promise<PolicyInForce> {
    try {
      const stats = lstatSync(this.#path, { bigint: true });
      const stamp = stampOf(stats);
      if (this.#known?.stamp === stamp) return this.#known.answer;
      const bytes = await readPolicyFile(this.#path);
      const digest = sha256(bytes);
      if (this.#known?.digest !== digest) {
        const writtenAt = Timestamp.parse(new Date(Number(stats.mtimeMs)).toISOString());
        this.#known = { stamp, digest, answer: await parseFile(bytes, writtenAt) };
      }
      // A file written within the clock's last tick may be written again with the same stamp.
      const isSettled = Date.now() - Number(stats.mtimeMs) > 2_000;
      this.#known = { ...this.#known, stamp: isSettled ? stamp : "" };
      return this.#known.answer;
    } catch (error) {
      this.#known = undefined;
      return isErrno(error, "ENOENT", "ENOTDIR") ? withoutFile : unreadable(error);
    }
  }
}

function stampOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [ino, size, mtimeNs, ctimeNs].join();
}

async function readPolicyFile(path: string): Promise<Buffer> {
  const handle = await openNoFollow(path);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error("it is not a regular file");
    const bytes = Buffer.alloc(maxPolicySize + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      length += bytesRead;
      if (length > maxPolicySize) throw new Error(`it is larger than ${maxPolicySize / 1024} KiB`);
      if (bytesRead === 0) return bytes.subarray(0, length);
    }
  } finally {
    await handle.close();
  }
}

async function parseFile(bytes: Buffer, writtenAt: Timestamp): Promise<PolicyInForce> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return unreadable(new Error("it is not UTF-8 text"));
  }
  // Loaded when there is a policy to parse: YAML is a large part of what a short command would load.
  const { parsePolicy } = await import("./policy-text.ts");
  const parsed = parsePolicy(text, policyDigest(text));
  if (parsed.ok) {
    const { notes } = parsed;
    const policy = { ...parsed.policy, writtenAt };
    return { policy, source: "file", ...(notes.length > 0 && { notes: notes.map(mistakeText) }) };
  }
  const [{ line, problem }] = parsed.mistakes;
  return invalid({
    code: "invalid-policy",
    reason: "policy-mistake",
    line,
    problem,
    mistakes: parsed.mistakes.map(mistakeText),
  });
}

function mistakeText({ line, problem }: PolicyMistake): string {
  return l10n.t("line {0}: {1}", line, problem);
}

function unreadable(error: unknown): PolicyInForce {
  const why = isErrno(error, "ELOOP")
    ? l10n.t("it is a link, and the registry does not follow links")
    : error instanceof Error
      ? error.message
      : String(error);
  return invalid({ code: "invalid-policy", reason: "policy-unreadable", problem: why });
}

function invalid(problem: Refusal): PolicyInForce {
  return { policy: defaultPolicy, source: "file", problem };
}
