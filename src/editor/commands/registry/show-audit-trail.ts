import { l10n } from "vscode";
import type { Pages } from "../../panels/pages.ts";
import { askForOne } from "../../pickers/ask.ts";
import { nothingToChoose } from "../../pickers/pick-version.ts";
import type { Registries } from "../../registries.ts";

/** “Show Audit Trail”: every event of a registry. */
export async function showAuditTrail(registries: Registries, pages: Pages): Promise<undefined> {
  const items = registries.all().map(({ folder }) => ({ label: folder.name, folder }));
  const [only, ...others] = items;
  if (!only) {
    nothingToChoose(l10n.t("Show Audit Trail"), l10n.t("No folder with a registry is open."));
    return;
  }
  const answer =
    others.length === 0
      ? only
      : await askForOne({
          title: l10n.t("Show Audit Trail"),
          placeholder: l10n.t("Choose the folder whose registry it is"),
          items,
        });
  if (typeof answer === "symbol") return;
  pages.show({ page: "audit", folder: answer.folder.uri.toString() });
}
