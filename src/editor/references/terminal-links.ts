import { l10n, window, workspace, type Disposable, TerminalLink } from "vscode";
import { findWrittenReferences } from "../../core/retrieval/written-references.ts";
import { versionTitle } from "../../core/state/version.ts";
import type { VersionArgument } from "../command-arguments.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { runCommand } from "../run-command.ts";

interface VersionLink extends TerminalLink {
  readonly place: VersionArgument;
}

interface Candidate {
  readonly startIndex: number;
  readonly length: number;
  readonly reference: string;
}

/** `fraud 5`, as versions are called in what the command prints. */
const title =
  /(?<=^|[\s(])(?<model>[\p{L}\p{N}][\p{L}\p{M}\p{N}._/-]*) (?<number>[1-9][0-9]{0,8})(?=$|[\s,.:;)])/gu;

/** Longer lines are data. */
const longestLine = 2_000;

/** Makes links of the versions that programs name in the terminal: `fraud 5`, `fraud@Production`. */
export function linkVersionsInTerminals(registries: Registries): Disposable {
  return window.registerTerminalLinkProvider({
    provideTerminalLinks: async ({ line }): Promise<VersionLink[]> => {
      const candidates = line.length > longestLine ? [] : candidatesIn(line);
      if (candidates.length === 0) return [];
      const [found] = await Promise.all(
        foldersOf(registries).map((folder) => linksIn(folder, candidates)),
      ).then((all) => all.filter((links) => links.length > 0));
      return [...(found ?? [])];
    },
    handleTerminalLink: async ({ place }: VersionLink) => {
      await runCommand("showVersion", place);
    },
  });
}

function foldersOf(registries: Registries): readonly FolderRegistry[] {
  return workspace.workspaceFolders === undefined ? [] : registries.all();
}

function candidatesIn(line: string): readonly Candidate[] {
  const written = findWrittenReferences(line).map(({ start, length, model, selector }) => ({
    startIndex: start,
    length,
    reference: `${model}@${selector}`,
  }));
  const titles = [...line.matchAll(title)].map(({ index, 0: text, groups }) => ({
    startIndex: index,
    length: text.length,
    reference: `${groups?.["model"] ?? ""}@${groups?.["number"] ?? ""}`,
  }));
  return [...written, ...titles];
}

async function linksIn(
  { folder, registry }: FolderRegistry,
  candidates: readonly Candidate[],
): Promise<readonly VersionLink[]> {
  const references = candidates.map(({ reference }) => reference);
  const meanings = await registry.call("describeReferences", { references });
  return candidates.flatMap(({ startIndex, length }, index): readonly VersionLink[] => {
    const meaning = meanings[index];
    if (!meaning || !("version" in meaning)) return [];
    const { version } = meaning;
    const place = { folder: folder.uri.toString(), version: version.id };
    const tooltip = l10n.t("Show {0}", versionTitle(version));
    return [Object.assign(new TerminalLink(startIndex, length, tooltip), { place })];
  });
}
