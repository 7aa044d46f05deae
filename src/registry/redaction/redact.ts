import { join } from "node:path";
import type { Stamped } from "../../core/events/event.ts";
import { isInUse } from "../../core/policy/is-in-use.ts";
import type { LedgerRedacted } from "../../core/redaction/redaction-events.ts";
import { accept, refuse, RegistryError } from "../../core/refusals/refusal.ts";
import { coverBytes } from "../../storage/redaction/find-bytes.ts";
import { completeRedactions } from "../complete-redactions.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { coverable, escaped, planBytes } from "./plan-bytes.ts";
import { planLines } from "./plan-lines.ts";
import type { RedactionPlan, RedactionRequest } from "./redaction-plan.ts";

/** Characters that a text to look for must have: a shorter one is found by chance. */
const leastText = 4;

/** Something that was taken out. */
export interface Redaction extends RedactionPlan {
  /** Absent if only logs had it. */
  readonly event?: Stamped<LedgerRedacted>;
}

/**
 * Returns what a redaction would replace and remove, and what it would leave. Changes nothing.
 *
 * @throws RegistryError `invalid-request` if nothing of it is there, `ledger-damaged`, `cancelled`
 */
export async function previewRedaction(
  registry: Registry,
  request: RedactionRequest,
  task: Task = {},
): Promise<RedactionPlan> {
  registry.requireHealth();
  if (request.text !== undefined && request.text.length < leastText) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "redaction-text-short",
      least: leastText,
    });
  }
  const lines = await planLines(registry, request, task);
  const bytes = await planBytes(registry, request, task);
  const { policy } = await registry.policy();
  return {
    lines: lines.lines,
    objects: bytes.objects,
    files: bytes.files,
    left: [...lines.left, ...bytes.left],
    ...(policy.sharing && { shared: policy.sharing.remote }),
  };
}

/**
 * Takes something out of the registry that should not have been recorded. Its place and its
 * checksum stay, with who took it out and why; other clones follow at their next exchange.
 *
 * @throws RegistryError as `previewRedaction`, `invalid-request` if all of it has to stay, `busy`,
 *   `read-only`
 */
export async function redact(
  registry: Registry,
  { reason, ...request }: RedactionRequest & { readonly reason: string },
  task: Task = {},
): Promise<Redaction> {
  registry.requireTrust();
  await completeRedactions(registry);
  const plan = await previewRedaction(registry, request, task);
  const { lines, objects, files } = plan;
  if (lines.length + objects.length + files.length === 0) throw nothingToDo(plan);
  if (lines.length + objects.length === 0) {
    await coverFiles(registry, request, plan);
    return plan;
  }
  const event = await registry.commit<LedgerRedacted>((state, { policy }) => {
    // It may have been promoted since it was looked at.
    const used = objects.find(({ versions }) =>
      versions.some((id) => {
        const version = state.version(id);
        return version !== undefined && isInUse(version, policy());
      }),
    );
    if (used) {
      const refusal = { what: used.names.join(", "), obstacle: "in-use" } as const;
      return refuse({ code: "invalid-request", reason: "redaction-refused", ...refusal });
    }
    return accept({
      type: "ledger.redacted",
      v: 1,
      data: {
        lines: lines.map(({ line }) => line),
        objects: objects.map(({ stored }) => stored),
        reason,
      },
    });
  });
  await completeRedactions(registry);
  await coverFiles(registry, request, plan);
  return { ...plan, event };
}

function nothingToDo({ left: [first] }: RedactionPlan): RegistryError {
  return first
    ? new RegistryError({ code: "invalid-request", reason: "redaction-refused", ...first })
    : new RegistryError({ code: "invalid-request", reason: "redaction-nothing-found" });
}

async function coverFiles(
  registry: Registry,
  { text }: RedactionRequest,
  { files }: RedactionPlan,
): Promise<void> {
  if (text === undefined) return;
  for (const { path } of files) {
    const places = await coverable(registry, path, text);
    await coverBytes(join(registry.paths.root, path), escaped(text), places);
  }
}
