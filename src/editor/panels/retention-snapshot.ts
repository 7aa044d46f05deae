import { Uri, workspace } from "vscode";
import { retentionLimit, type RetentionSnapshot } from "../../../webview/retention/protocol.ts";
import {
  missingTransitionText,
  missingTransitionWayOut,
} from "../../core/model/policy/missing-transition.ts";
import type { RemoteRegistry } from "../../registry/worker/remote-registry.ts";
import { wordsOf } from "../refusals/refusal-words.ts";
import type { SubjectOf } from "./editor-page.ts";

const nothing = {
  rows: [],
  counts: { delete: 0, archive: 0, keep: 0 },
  freed: 0,
} satisfies Partial<RetentionSnapshot>;

/**
 * Returns the retention page's content. An invalid policy is part of it, as the page can open it.
 */
export async function retentionSnapshot(
  registry: RemoteRegistry,
  { folder, model }: SubjectOf<"retention">,
): Promise<RetentionSnapshot> {
  const { source, problem } = await registry.call("policy", {});
  const page = {
    folder: workspace.getWorkspaceFolder(Uri.parse(folder))?.name ?? "",
    ...(model !== undefined && { model }),
    hasPolicy: source === "file",
    canApply: workspace.isTrusted,
  } as const;
  if (problem) return { ...page, ...nothing, problem: wordsOf(problem) };
  const { missing, obstacle, ...table } = await registry.call("retentionTable", {
    ...(model !== undefined && { model }),
    limit: retentionLimit,
  });
  return {
    ...page,
    ...table,
    ...(missing.length > 0 && {
      missing: {
        message: missingTransitionText(missing),
        wayOut: missingTransitionWayOut(missing),
      },
    }),
    ...(obstacle && { obstacle: wordsOf(obstacle) }),
  };
}
