import { l10n } from "vscode";
import type { RequestOf } from "../../../registry/worker/use-cases.ts";
import { log } from "../../log.ts";
import { showErrorMessage, showInformationMessage } from "../../messages.ts";
import { askForOne } from "../../pickers/ask.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";

type AnchorKind = RequestOf<"writeAnchor">["kind"];
type Wish = AnchorKind | "check";

/** “Anchor Ledger in Git”: writes where the ledger ends to git, or checks that it still begins so. */
export async function anchorLedger(registries: Registries): Promise<undefined> {
  const items: readonly { label: string; detail: string; wish: Wish }[] = [
    {
      label: l10n.t("Note on HEAD"),
      detail: l10n.t("git notes --ref=model-registry"),
      wish: "note",
    },
    {
      label: l10n.t("Annotated tag"),
      detail: l10n.t("A tag named model-registry/ and the time"),
      wish: "tag",
    },
    {
      label: l10n.t("Check the anchors"),
      detail: l10n.t("Whether the ledger still begins as it was anchored"),
      wish: "check",
    },
  ];
  const answer = await askForOne({
    title: l10n.t("Anchor Ledger in Git"),
    placeholder: l10n.t("Choose what git keeps"),
    items,
  });
  if (typeof answer === "symbol") return;
  const { wish } = answer;
  for (const found of registries.all()) {
    if (wish === "check") await check(found);
    else await write(found, wish);
  }
}

async function write({ folder, registry }: FolderRegistry, kind: AnchorKind): Promise<void> {
  const { place } = await runWithProgress(l10n.t("Anchoring {0}", folder.name), (task) =>
    registry.call("writeAnchor", { kind }, task),
  );
  void showInformationMessage(
    l10n.t(
      "The ledger of {0} is anchored: {1}. Push it, so that it can't be rewritten here.",
      folder.name,
      place,
    ),
  );
}

async function check({ folder, registry }: FolderRegistry): Promise<void> {
  const { anchors, findings } = await runWithProgress(l10n.t("Checking {0}", folder.name), (task) =>
    registry.call("checkAnchors", {}, task),
  );
  const [first] = findings;
  if (!first) {
    void showInformationMessage(
      anchors === 1
        ? l10n.t("The ledger of {0} is as it was anchored: 1 anchor.", folder.name)
        : l10n.t("The ledger of {0} is as it was anchored: {1} anchors.", folder.name, anchors),
    );
    return;
  }
  for (const { where, problem } of findings) log().error(`${folder.name}: ${where}: ${problem}`);
  void tell(
    l10n.t(
      "The ledger of {0} is not as it was anchored. {1}: {2}.",
      folder.name,
      first.where,
      first.problem,
    ),
  );
}

async function tell(message: string): Promise<void> {
  const choice = await showErrorMessage(
    l10n.t("{0} Restore it from a backup or another clone.", message),
    l10n.t("Show All"),
  );
  if (choice) log().show();
}
