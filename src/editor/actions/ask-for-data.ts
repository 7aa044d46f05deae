import { isAbsolute } from "node:path";
import { l10n, ThemeIcon, Uri, workspace, type QuickPickItem } from "vscode";
import { parseNamedData, type NamedData } from "../../core/model/data/dataset-text.ts";
import { isUri } from "../../core/model/data/uri.ts";
import type { RegisterRequest } from "../../registry/registration/register.ts";
import { showErrorMessage, showOpenDialog } from "../messages.ts";
import { askForOne, type Step, type Unanswered } from "../pickers/ask.ts";
import type { FolderRegistry } from "../registries.ts";

interface DataItem extends QuickPickItem {
  readonly does: "finish" | "choose-file" | "add" | "remove";
  readonly data?: NamedData;
}

/**
 * Asks for the data that a version was made with and that is not found near the model: files, or what
 * is typed as `NAME@VERSION=URI`. Each can be taken out again.
 *
 * @returns the draft with the data
 */
export async function askForData<Draft extends Pick<RegisterRequest, "namedData">>(
  { folder }: FolderRegistry,
  draft: Draft,
  place: Step,
): Promise<Draft | Unanswered> {
  const named = [...(draft.namedData ?? [])];
  for (;;) {
    const answer = await askForOne<DataItem>({
      ...place,
      title: l10n.t("Data that it was made with"),
      placeholder: l10n.t(
        "Type NAME@VERSION=URI, or a URI or path alone: labels@7=s3://bucket/labels.csv",
      ),
      items: dataItems(named),
      fromText: typedItem,
    });
    if (typeof answer === "symbol") return answer;
    const { does, data } = answer;
    if (does === "finish") return { ...draft, namedData: named };
    if (does === "choose-file") named.push(...(await chosenFiles(folder.uri)));
    if (!data) continue;
    if (does === "remove") named.splice(named.indexOf(data), 1);
    else if (await isThere(folder.uri, data)) named.push(data);
  }
}

function dataItems(named: readonly NamedData[]): readonly DataItem[] {
  return [
    { label: l10n.t("Done"), iconPath: new ThemeIcon("check"), does: "finish" },
    {
      label: l10n.t("Choose File…"),
      iconPath: new ThemeIcon("folder-opened"),
      does: "choose-file",
    },
    ...named.map((data): DataItem => ({
      label: dataText(data),
      description: l10n.t("is recorded; choose it to take it out"),
      iconPath: new ThemeIcon("database"),
      does: "remove",
      data,
    })),
  ];
}

function typedItem(text: string): DataItem | undefined {
  const data = parseNamedData(text);
  if (!data) return undefined;
  const { name, version, place } = data;
  const description =
    name === undefined
      ? l10n.t("add it as it is")
      : version === undefined
        ? l10n.t("add {0} from {1}", name, place)
        : l10n.t("add version {0} of {1} from {2}", version, name, place);
  return { label: text.trim(), description, iconPath: new ThemeIcon("add"), does: "add", data };
}

function dataText({ name, version, place }: NamedData): string {
  if (name === undefined) return place;
  return `${version === undefined ? name : `${name}@${version}`}=${place}`;
}

async function chosenFiles(folder: Uri): Promise<readonly NamedData[]> {
  const chosen = await showOpenDialog({
    title: l10n.t("Choose the data that the model was made with"),
    openLabel: l10n.t("Add"),
    canSelectMany: true,
    defaultUri: folder,
  });
  return (chosen ?? []).map(({ fsPath }) => ({ place: fsPath }));
}

/** Takes for a file whatever is no URI, so that a slip is told at once and not after the last question. */
async function isThere(folder: Uri, { place }: NamedData): Promise<boolean> {
  if (isUri(place)) return true;
  const file = isAbsolute(place) ? Uri.file(place) : Uri.joinPath(folder, place);
  const isFile = await workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  if (!isFile) {
    void showErrorMessage(
      l10n.t("There is no file {0}. Check the path, or give a URI such as s3://bucket/key.", place),
    );
  }
  return isFile;
}
