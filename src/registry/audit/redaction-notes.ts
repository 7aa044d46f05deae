import * as l10n from "@vscode/l10n";
import { addTo } from "../../core/add-to.ts";
import type { Stamped } from "../../core/events/event.ts";
import type { EventId, Sha256 } from "../../core/model/ids.ts";
import { identityText } from "../../core/model/recipe/identity.ts";
import type { LedgerRedacted } from "../../core/redaction/redaction-events.ts";
import type { LedgerEntry } from "../../storage/ledger/ledger-folder.ts";
import type { Registry } from "../registry.ts";
import type { Finding } from "./verify.ts";

/** A line of which something was taken out. */
export interface RedactedPlace {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly event: EventId;
}

/** Returns the lines among some of which something was taken out. */
export function redactedPlaces(entries: readonly LedgerEntry[]): readonly RedactedPlace[] {
  return entries
    .filter(({ isRedacted }) => isRedacted)
    .map(({ file, position, event }) => ({ file, line: position.lines, event: event.id }));
}

/**
 * Returns what was redacted, by whom and why. A line that looks so without an event that says it was
 * changed by somebody else.
 */
export async function redactionNotes(
  registry: Registry,
  places: readonly RedactedPlace[],
): Promise<{ readonly findings: readonly Finding[]; readonly notes: readonly Finding[] }> {
  const events = await registry.read(({ redactions }) => redactions.events());
  const findings: Finding[] = [];
  const notes: Finding[] = [];
  const byLine = new Map<
    EventId,
    { readonly said: Stamped<LedgerRedacted>; readonly was: Sha256 }[]
  >();
  for (const said of events) {
    // Should an event name a line twice, the first one counts.
    const lines = said.data.lines.toReversed().map(({ event, was }) => [event, was] as const);
    for (const [event, was] of new Map(lines)) addTo(byLine, event, { said, was });
  }
  for (const { file, line, event: redacted } of places) {
    const where = l10n.t("{0}, line {1}", `ledger/${file}`, line);
    const by = byLine.get(redacted) ?? [];
    if (by.length === 0) {
      const problem = l10n.t("it looks as if something was redacted, which no event says");
      findings.push({ where, problem });
    }
    for (const { said, was } of by) {
      const { at, actor, data } = said;
      const problem = l10n.t(
        "redacted by {0} on {1}: {2} (checksum before: {3})",
        identityText(actor),
        at,
        data.reason,
        was,
      );
      notes.push({ where, problem });
    }
  }
  for (const { at, actor, data } of events) {
    for (const { sha256 } of data.objects) {
      const problem = l10n.t(
        "its bytes were redacted by {0} on {1}: {2}",
        identityText(actor),
        at,
        data.reason,
      );
      notes.push({ where: `artifacts/${sha256}`, problem });
    }
  }
  return { findings, notes };
}
