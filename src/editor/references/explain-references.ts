import {
  CodeLens,
  Disposable,
  DocumentLink,
  EventEmitter,
  Hover,
  l10n,
  languages,
  workspace,
  type DocumentSelector,
} from "vscode";
import { versionTitle } from "../../core/state/version.ts";
import type { MeantVersion } from "../../registry/retrieval/describe-references.ts";
import { log } from "../log.ts";
import { versionLinks } from "../nodes/version-links.ts";
import { versionTooltip } from "../nodes/version-tooltip.ts";
import { plainLabel } from "../plain-text.ts";
import type { Registries } from "../registries.ts";
import { commandUri } from "../run-command.ts";
import type { Mention, Mentions } from "./mentions.ts";
import { meaningText } from "./reference-text.ts";

/**
 * Shows what references in documents mean: by hovering, by links to the pages of versions, and, where
 * the setting says so, in a line above.
 */
export function explainReferences(
  registries: Registries,
  mentions: Mentions,
  selector: DocumentSelector,
): Disposable {
  const lensesChanged = new EventEmitter<void>();
  const showLensesAgain = (): void => {
    lensesChanged.fire();
  };
  return Disposable.from(
    lensesChanged,
    registries.onDidChange(showLensesAgain),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("modelRegistry.codeLens")) showLensesAgain();
    }),
    languages.registerHoverProvider(selector, {
      provideHover: async (document, position) => {
        const found = (await mentions.of(document)).find(({ range }) => range.contains(position));
        return found && hoverOf(found);
      },
    }),
    languages.registerDocumentLinkProvider(selector, {
      provideDocumentLinks: async (document) => meant(await mentions.of(document)).map(linkOf),
    }),
    languages.registerCodeLensProvider(selector, {
      onDidChangeCodeLenses: lensesChanged.event,
      provideCodeLenses: async (document) => {
        const { uri } = document;
        const isWanted = workspace
          .getConfiguration("modelRegistry", uri)
          .get<boolean>("codeLens", false);
        return isWanted ? meant(await mentions.of(document)).map(lensOf) : [];
      },
    }),
  );
}

type MeantMention = Mention & { readonly meaning: MeantVersion };

function meant(mentions: readonly Mention[]): readonly MeantMention[] {
  return mentions.filter((each): each is MeantMention => "version" in each.meaning);
}

async function hoverOf({ meaning, folder, range }: Mention): Promise<Hover | undefined> {
  // What is wrong is said by the problem at the same place.
  if (!("version" in meaning)) return undefined;
  const { version, role } = meaning;
  const { id } = version;
  try {
    const [detail] = await folder.registry.call("versionDetails", { versions: [id] });
    if (!detail) return undefined;
    const place = { folder: folder.folder.uri.toString(), version: id };
    return new Hover([versionLinks(place, role === "production"), versionTooltip(detail)], range);
  } catch (error) {
    log().debug(`No hover for ${meaning.reference}: ${String(error)}`);
    return undefined;
  }
}

function linkOf({ range, folder, meaning: { version } }: MeantMention): DocumentLink {
  const place = { folder: folder.folder.uri.toString(), version: version.id };
  const link = new DocumentLink(range, commandUri("showVersion", place));
  return Object.assign(link, { tooltip: l10n.t("Show {0}", versionTitle(version)) });
}

function lensOf({ range, folder, meaning }: MeantMention): CodeLens {
  const place = { folder: folder.folder.uri.toString(), version: meaning.version.id };
  return new CodeLens(range, {
    title: plainLabel(meaningText(meaning)),
    command: "modelRegistry.showVersion",
    arguments: [place],
  });
}
