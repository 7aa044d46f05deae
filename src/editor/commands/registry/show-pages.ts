import { l10n } from "vscode";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import type { LineageView } from "../../panels/lineage-view.ts";
import type { PageSubject } from "../../panels/page-subject.ts";
import type { Pages } from "../../panels/pages.ts";
import { askForOne } from "../../pickers/ask.ts";
import { nothingToChoose } from "../../pickers/pick-version.ts";
import { targetVersion } from "../../pickers/target.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { showComparison } from "../versions/compare-versions.ts";

/** “Show Version…”: the version page. */
export async function showVersion(
  registries: Registries,
  pages: Pages,
  args: CommandArguments,
): Promise<undefined> {
  const target = await targetVersion(registries, args, l10n.t("Show Version"));
  if (!target) return;
  pages.show({ page: "version", folder: folderOf(target.in), version: target.version.id });
}

/**
 * “Compare with Production”, or “Compare with Version in Use” where the stage is called otherwise:
 * that version first, as the baseline.
 */
export async function compareWithProduction(
  registries: Registries,
  pages: Pages,
  args: CommandArguments,
  title: string,
): Promise<undefined> {
  const target = await targetVersion(registries, args, title);
  if (!target) return;
  const { production } = await target.in.registry.call("describeVersion", {
    version: target.version.id,
  });
  if (!production || production.id === target.version.id) {
    throw new RegistryError({
      code: "unknown-version",
      reason: "no-production-to-compare",
      model: target.version.model,
    });
  }
  showComparison(pages, target.in, [production.id, target.version.id]);
}

/** “Show Lineage…”: of a version, of a model, or of everything; `args` is absent from the palette. */
export async function showLineage(
  registries: Registries,
  pages: Pages,
  args: CommandArguments | undefined,
): Promise<undefined> {
  const subject = await lineageSubject(registries, args);
  if (subject) pages.show(subject);
}

/** “Show Lineage in Panel…”: the same in the view of the panel. */
export async function showLineageInPanel(
  registries: Registries,
  view: LineageView,
  args: CommandArguments | undefined,
): Promise<undefined> {
  const subject = await lineageSubject(registries, args);
  if (subject) await view.show(subject);
}

/** “Open Lineage in Editor”: what the view of the panel shows, in a tab. */
export function openPanelLineage(pages: Pages, { subject }: LineageView): Promise<undefined> {
  if (subject) pages.show(subject);
  return Promise.resolve(undefined);
}

type LineageSubject = Extract<PageSubject, { page: "lineage" }>;

/** Returns whose lineage to show, after asking where nothing is named; undefined if there is none. */
async function lineageSubject(
  registries: Registries,
  args: CommandArguments | undefined,
): Promise<LineageSubject | undefined> {
  if (args?.row?.kind === "model") {
    const { name } = args.row.overview.model;
    return { page: "lineage", folder: folderOf(args.row.in), model: name };
  }
  if (args) {
    const target = await targetVersion(registries, args, l10n.t("Show Lineage"));
    return target && { page: "lineage", folder: folderOf(target.in), version: target.version.id };
  }
  const lists = await Promise.all(
    registries.all().map(async (folder) => {
      const { models } = await folder.registry.call("overview", {});
      const all = {
        label: l10n.t("All models"),
        description: folder.folder.name,
        in: folder,
        model: undefined,
      };
      const each = models.map(({ model }) => ({
        label: model.name,
        in: folder,
        model: model.name,
      }));
      return models.length > 0 ? [all, ...each] : [];
    }),
  );
  const items = lists.flat();
  if (items.length === 0) {
    nothingToChoose(l10n.t("Show Lineage"), l10n.t("There is no model that this applies to."));
    return undefined;
  }
  const answer = await askForOne({
    title: l10n.t("Show Lineage"),
    placeholder: l10n.t("Choose whose lineage to draw"),
    items,
  });
  if (typeof answer === "symbol") return undefined;
  return {
    page: "lineage",
    folder: folderOf(answer.in),
    ...(answer.model !== undefined && { model: answer.model }),
  };
}

function folderOf({ folder }: FolderRegistry): string {
  return folder.uri.toString();
}
