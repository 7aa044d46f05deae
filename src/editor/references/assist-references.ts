import { Disposable } from "vscode";
import type { Registries } from "../registries.ts";
import { completeReferences } from "./complete-references.ts";
import { explainReferences } from "./explain-references.ts";
import { markReferences } from "./mark-references.ts";
import { languagesWithReferences, Mentions } from "./mentions.ts";
import { linkVersionsInTerminals } from "./terminal-links.ts";

/** Explains, completes, checks and links references to versions where people write and read them. */
export function assistWithReferences(registries: Registries): Disposable {
  const selector = languagesWithReferences.flatMap((language) => [
    { language, scheme: "file" },
    { language, scheme: "vscode-notebook-cell" },
  ]);
  const mentions = new Mentions(registries);
  return Disposable.from(
    mentions,
    explainReferences(registries, mentions, selector),
    markReferences(registries, mentions, selector),
    completeReferences(registries, selector),
    linkVersionsInTerminals(registries),
  );
}
