import type { VersionHead } from "../../../webview/protocol.ts";
import type { Version } from "../../core/state/version.ts";

/** Returns a version as pages list it: only what the protocol names crosses to the page. */
export function versionHead(version: Version): VersionHead {
  const { id, model, number, claimedNumber, stage, stageSince, registeredAt, registeredBy } =
    version;
  const { digest, size, metrics, rolledBackAt, label, aliases } = version;
  return {
    id,
    model,
    number,
    ...(claimedNumber !== undefined && { claimedNumber }),
    ...(label !== undefined && { label }),
    ...(aliases && { aliases }),
    stage,
    stageSince,
    registeredAt,
    registeredBy,
    digest,
    size,
    metrics,
    ...(rolledBackAt !== undefined && { rolledBackAt }),
  };
}
