import * as l10n from "@vscode/l10n";
import { eventCount, fileCount } from "../text/counts.ts";
import type { LedgerRedacted } from "./redaction-events.ts";

/** Returns what was taken out: `Redacted values of 2 events and 1 file`. */
export function redactionTitle({ lines, objects }: LedgerRedacted["data"]): string {
  if (objects.length === 0) return l10n.t("Redacted values of {0}", eventCount(lines.length));
  if (lines.length === 0) return l10n.t("Redacted {0}", fileCount(objects.length));
  return l10n.t(
    "Redacted values of {0} and {1}",
    eventCount(lines.length),
    fileCount(objects.length),
  );
}
