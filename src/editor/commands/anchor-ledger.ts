import { count } from "../../core/text/format.ts";
import type { RequestOf } from "../../registry/worker/use-cases.ts";
import { log } from "../log.ts";
import { showErrorMessage, showInformationMessage } from "../messages.ts";
import { askForOne } from "../pickers/ask.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { runWithProgress } from "../run-with-progress.ts";

type AnchorKind = RequestOf<"writeAnchor">["kind"];
type Wish = AnchorKind | "check";

const title = "Anchor Ledger in Git";

/** “Anchor Ledger in Git”: writes where the ledger ends to git, or checks that it still begins so. */
export async function anchorLedger(registries: Registries): Promise<undefined> {
  const items: readonly { label: string; detail: string; wish: Wish }[] = [
    { label: "Note on HEAD", detail: "git notes --ref=model-registry", wish: "note" },
    { label: "Annotated tag", detail: "A tag named model-registry/ and the time", wish: "tag" },
    {
      label: "Check the anchors",
      detail: "Whether the ledger still begins as it was anchored",
      wish: "check",
    },
  ];
  const answer = await askForOne({ title, placeholder: "Choose what git keeps", items });
  if (typeof answer === "symbol") return;
  const { wish } = answer;
  for (const found of registries.all()) {
    if (wish === "check") await check(found);
    else await write(found, wish);
  }
}

async function write({ folder, registry }: FolderRegistry, kind: AnchorKind): Promise<void> {
  const { place } = await runWithProgress(`Anchoring ${folder.name}`, (task) =>
    registry.call("writeAnchor", { kind }, task),
  );
  void showInformationMessage(
    `The ledger of ${folder.name} is anchored: ${place}. Push it, so that it can't be rewritten here.`,
  );
}

async function check({ folder, registry }: FolderRegistry): Promise<void> {
  const { anchors, findings } = await runWithProgress(`Checking ${folder.name}`, (task) =>
    registry.call("checkAnchors", {}, task),
  );
  const [first] = findings;
  if (!first) {
    void showInformationMessage(
      `The ledger of ${folder.name} is as it was anchored: ${count(anchors, "anchor")}.`,
    );
    return;
  }
  for (const { where, problem } of findings) log().error(`${folder.name}: ${where}: ${problem}`);
  void tell(
    `The ledger of ${folder.name} is not as it was anchored. ${first.where}: ${first.problem}.`,
  );
}

async function tell(message: string): Promise<void> {
  const choice = await showErrorMessage(
    `${message} Restore it from a backup or another clone.`,
    "Show All",
  );
  if (choice) log().show();
}
