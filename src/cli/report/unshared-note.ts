import { count } from "../../core/text/format.ts";
import { remoteStatus } from "../../registry/exchange/remote-status.ts";
import type { Session } from "../run.ts";

/** Notes after a decision in a shared registry that the others don't know of it yet, and why. */
export async function noteIfUnshared({
  registry,
  output,
}: Pick<Session, "registry" | "output">): Promise<void> {
  // What was decided stands, whatever there is to say about sharing it.
  const status = await remoteStatus(registry).catch(() => undefined);
  if (!status || status.ahead === 0) return;
  const { ahead, approved, address, problem } = status;
  const reason = approved ? (problem ?? "") : "The remote is not approved on this machine.";
  output.note(
    `Not shared yet: ${count(ahead, "ledger line")} to push to ${address}. ${reason}`.trim(),
  );
}
