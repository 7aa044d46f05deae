import { commands, l10n, ThemeIcon, Uri } from "vscode";
import type { VersionId } from "../../core/model/ids.ts";
import { formatAge, shortCommit } from "../../core/text/format.ts";
import type { CodeChanges } from "../../registry/versions/code-changes.ts";
import { askForOne } from "../pickers/ask.ts";
import { plainLabel } from "../plain-text.ts";
import { committedFileUri, commitUri } from "../registry-documents.ts";
import { openDocument } from "./common-handlers.ts";
import { requireFolder, type PageContext } from "./editor-page.ts";

/** More files than this at once are no help, and slow. */
const mostFiles = 200;

/**
 * Lists the commits between two versions; shows one of them, or all changed files in the editor's
 * own comparison.
 */
export async function showChanges(
  { base, version }: { readonly base: VersionId; readonly version: VersionId },
  context: PageContext,
): Promise<void> {
  const { folder } = context.subject;
  const changes = await requireFolder(context).registry.call("codeChanges", { base, version });
  const title = l10n.t("Code of {0} and {1}", ...changes.titles);
  const { commits, files } = changes;
  const now = Date.now();
  const items = [
    {
      label:
        files.length === 1
          ? l10n.t("Show 1 changed file")
          : l10n.t("Show {0} changed files", files.length),
      description: `${shortCommit(changes.from)} → ${shortCommit(changes.to)}`,
      iconPath: new ThemeIcon("diff-multiple"),
      commit: undefined,
    },
    ...commits.map(({ commit, subject, author, at }) => ({
      label: subject,
      iconPath: new ThemeIcon("git-commit"),
      description: `${shortCommit(commit)} · ${author} · ${formatAge(at, now)}`,
      commit,
    })),
  ];
  const answer = await askForOne({
    title,
    placeholder: commitsText(changes),
    items,
  });
  if (typeof answer === "symbol") return;
  if (answer.commit) await openDocument(commitUri(folder, answer.commit));
  else await showFiles(folder, title, changes);
}

function commitsText({ titles: [base, version], ahead, behind }: CodeChanges): string {
  const since =
    ahead === 1 ? l10n.t("1 commit since {0}", base) : l10n.t("{0} commits since {1}", ahead, base);
  if (behind === 0) return since;
  const others =
    behind === 1
      ? l10n.t("and 1 commit that {0} does not have", version)
      : l10n.t("and {0} commits that {1} does not have", behind, version);
  return `${since}, ${others}`;
}

async function showFiles(
  folder: string,
  title: string,
  { from, to, files }: CodeChanges,
): Promise<void> {
  const shown = files.slice(0, mostFiles).map(({ path, change }) => {
    const [before, after] = [from, to].map((commit) => committedFileUri(folder, commit, path));
    return [
      Uri.from({ scheme: "file", path: `/${path}` }),
      change === "added" ? undefined : before,
      change === "deleted" ? undefined : after,
    ];
  });
  await commands.executeCommand("vscode.changes", plainLabel(title), shown);
}
