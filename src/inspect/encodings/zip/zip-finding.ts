import type { Finding } from "../../../core/model/inspection.ts";
import { printable } from "../printable.ts";

/** A finding about a zip or about one of its entries. */
export function zipFinding(
  code: string,
  severity: Finding["severity"],
  message: string,
  entry?: string,
): Finding {
  return {
    code,
    severity,
    message: entry === undefined ? `${message}.` : `${message}: ${printable(entry, 200)}.`,
    ...(entry !== undefined && { where: printable(entry, 200) }),
  };
}
