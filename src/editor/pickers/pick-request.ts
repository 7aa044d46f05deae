import { l10n, type QuickPickItem } from "vscode";
import { versionTitle } from "../../core/state/version.ts";
import { formatAge } from "../../core/text/format.ts";
import type { PendingApproval } from "../../registry/versions/pending-approvals.ts";
import type { CommandArguments } from "../command-arguments.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { askForOne } from "./ask.ts";
import { nothingToChoose } from "./pick-version.ts";

/** A request that waits, and the registry it is in. */
export interface LocatedRequest {
  readonly in: FolderRegistry;
  readonly pending: PendingApproval;
}

/**
 * The request a command is about: that of its argument (a request of the tree or of a page, or a
 * version with one), else one the person chooses of those that are offered.
 */
export async function targetRequest(
  registries: Registries,
  { row, version: named }: CommandArguments,
  title: string,
  isOffered: (pending: PendingApproval) => boolean,
): Promise<LocatedRequest | undefined> {
  if (row?.kind === "approval") return row;
  const version = row?.kind === "version" ? row.version.id : named?.version;
  const request = named?.request;
  const all = await pendingRequests(registries.all());
  const offered = all.filter(({ pending }) => {
    if (request !== undefined) return pending.request.id === request;
    return version === undefined ? isOffered(pending) : pending.version.id === version;
  });
  const [only] = offered;
  if (version !== undefined && offered.length === 1) return only;
  if (!only && request !== undefined) {
    nothingToChoose(title, l10n.t("This request has been decided or withdrawn already."));
    return undefined;
  }
  if (!only) {
    nothingToChoose(title, l10n.t("There is no request that this applies to."));
    return undefined;
  }
  const answer = await askForOne({
    title,
    placeholder: l10n.t("Choose a request"),
    items: offered.map((each): QuickPickItem & LocatedRequest => ({
      label: requestTitle(each.pending),
      description: requestFacts(each.pending),
      detail: each.pending.request.reason,
      ...each,
    })),
  });
  return typeof answer === "symbol" ? undefined : answer;
}

/** Requests for approval that are open, oldest first in each folder. */
export async function pendingRequests(
  folders: readonly FolderRegistry[],
): Promise<readonly LocatedRequest[]> {
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const all = await folder.registry.call("pendingApprovals", {});
      return all.map((pending) => ({ in: folder, pending }));
    }),
  );
  return lists.flat();
}

/** `fraud 5 → Production` */
export function requestTitle({ version, request }: PendingApproval): string {
  return `${versionTitle(version)} → ${request.to}`;
}

/** `Mira Okafor, 2 h` */
export function asker({ request }: PendingApproval): string {
  return `${request.requestedBy.name}, ${formatAge(request.at, Date.now())}`;
}

/** `0/1 approved` */
export function approvedSoFar({ counted, required }: PendingApproval): string {
  return l10n.t("{0}/{1} approved", counted, required);
}

/** `Mira Okafor, 2 h · 0/1 approved` */
export function requestFacts(pending: PendingApproval): string {
  return [asker(pending), approvedSoFar(pending)].join(" · ");
}
