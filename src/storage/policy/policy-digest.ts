import type { Sha256 } from "../../core/model/ids.ts";
import { sha256 } from "../ledger/ledger-line.ts";

/**
 * Returns the SHA-256 of a policy's text with line ends as git keeps them (LF). git on Windows may
 * check the same file out with CRLF, where approvals of the others would count for another policy.
 */
export function policyDigest(text: string): Sha256 {
  return sha256(text.replaceAll("\r\n", "\n"));
}
