import { type Disposable, l10n, type Memento } from "vscode";
import type { EventId } from "../../core/model/ids.ts";
import { sameIdentity } from "../../core/model/recipe/identity.ts";
import { versionTitle } from "../../core/state/version.ts";
import type { RequestAnswer } from "../../registry/lifecycle/wait-for-answer.ts";
import type { PendingApproval } from "../../registry/versions/pending-approvals.ts";
import { afterPause } from "../after-pause.ts";
import { log } from "../log.ts";
import { showInformationMessage, showWarningMessage } from "../messages.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { runCommand } from "../run-command.ts";
import { toldApprovals } from "./told-approvals.ts";

/**
 * Notifies of new requests for approval that wait for this person, and of the answers to their own,
 * however both came. Each is reported once.
 */
export function watchApprovals(registries: Registries, memory: Memento): Disposable {
  const look = async (): Promise<void> => {
    for (const found of registries.all()) {
      // A folder whose registry is damaged does not keep the others from being looked at.
      await lookAt(found, memory).catch((error: unknown) => {
        log().error(`requests for approval in ${found.folder.name}: ${String(error)}`);
      });
    }
  };
  const looking = afterPause(0, look, (error) => {
    log().error(`requests for approval: ${String(error)}`);
  });
  looking.soon();
  const listening = registries.onDidChange(looking.soon);
  return {
    dispose: () => {
      listening.dispose();
      looking.dispose();
    },
  };
}

async function lookAt(found: FolderRegistry, memory: Memento): Promise<void> {
  const { folder, registry } = found;
  const pending = await registry.call("pendingApprovals", {});
  const answerOf = (request: EventId): Promise<RequestAnswer | undefined> =>
    registry.call("requestAnswer", { request }).catch(() => undefined);
  const { waiting, answers } = await toldApprovals(
    memory,
    folder.uri.toString(),
    pending,
    answerOf,
  );
  void tellWaiting(found, waiting);
  for (const answer of answers) void tellAnswer(found, answer);
}

/** Notifies of requests that wait for this person; of several, of the newest with their number. */
async function tellWaiting(
  { folder }: FolderRegistry,
  waiting: readonly PendingApproval[],
): Promise<void> {
  const newest = waiting.at(-1);
  if (!newest) return;
  const { request, version } = newest;
  const asked = l10n.t(
    "{0} asks you to approve {1} for {2}: “{3}”",
    request.requestedBy.name,
    versionTitle(version),
    request.to,
    request.reason,
  );
  const text =
    waiting.length === 1
      ? asked
      : l10n.t("{0} requests wait for your approval. The newest: {1}", waiting.length, asked);
  const [approve, deny, show] = [l10n.t("Approve…"), l10n.t("Deny…"), l10n.t("Show Request")];
  const choice = await showInformationMessage(text, approve, deny, show);
  const about = { folder: folder.uri.toString(), version: version.id, request: request.id };
  if (choice === approve) await runCommand("approve", about);
  if (choice === deny) await runCommand("deny", about);
  if (choice === show) await runCommand("showVersion", about);
}

/** Notifies who asked of the answer. */
async function tellAnswer({ folder }: FolderRegistry, answer: RequestAnswer): Promise<void> {
  const text = answerText(answer);
  if (text === undefined) return;
  const show = l10n.t("Show Version");
  const tell = answer.state === "denied" ? showWarningMessage : showInformationMessage;
  const choice = await tell(text, show);
  if (choice !== show) return;
  await runCommand("showVersion", { folder: folder.uri.toString(), version: answer.version.id });
}

/** Says who answered what; undefined for what the person has done themselves. */
function answerText(answer: RequestAnswer): string | undefined {
  const { state, request, version, closed } = answer;
  const title = versionTitle(version);
  if (state === "denied") {
    const { actor, reason = "" } = closed ?? {};
    return actor === undefined
      ? l10n.t("{0} was denied for {1}.", title, request.to)
      : l10n.t("{0} denied {1} for {2}: “{3}”", actor.name, title, request.to, reason);
  }
  if (state !== "approved" && state !== "fulfilled") return undefined;
  const last = request.approvals.at(-1);
  if (!last || sameIdentity(last.actor, request.requestedBy)) return undefined;
  if (version.stage === request.to) {
    return l10n.t("{0} approved {1}; it is in {2} now.", last.actor.name, title, request.to);
  }
  return last.reason === undefined
    ? l10n.t("{0} approved {1} for {2}.", last.actor.name, title, request.to)
    : l10n.t("{0} approved {1} for {2}: “{3}”", last.actor.name, title, request.to, last.reason);
}
