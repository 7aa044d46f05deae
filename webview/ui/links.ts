import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import type { CommitId, ModelName } from "../../src/core/model/ids.ts";
import { versionTitle, type Version } from "../../src/core/state/version.ts";
import { shortCommit } from "../../src/core/text/format.ts";
import { send } from "./host.ts";

/** Something to follow: a button that looks like a link, for the editor does the opening. */
export function link(
  label: string | TemplateResult,
  title: string,
  follow: () => void,
): TemplateResult {
  return html`<button type="button" class="link" title=${title} @click=${follow}>${label}</button>`;
}

/** A model, that leads to its page. */
export function modelLink(model: ModelName): TemplateResult {
  return link(model, l10n.t("Show {0}", model), () => {
    send({ type: "show-model", model });
  });
}

/** A file of the workspace, by its path relative to the folder. */
export function fileLink(path: string, label = path): TemplateResult {
  return link(label, l10n.t("Open {0}", path), () => {
    send({ type: "open-file", path });
  });
}

/** A commit by its abbreviated hash. */
export function commitLink(commit: CommitId): TemplateResult {
  return link(html`<code>${shortCommit(commit)}</code>`, l10n.t("Show commit {0}", commit), () => {
    send({ type: "open-commit", commit });
  });
}

/** A version, `fraud 5`, that leads to its page. */
export function versionLink(
  version: Pick<Version, "id" | "model" | "number">,
  label = versionTitle(version),
): TemplateResult {
  return link(label, l10n.t("Show {0}", versionTitle(version)), () => {
    send({ type: "show-version", version: version.id });
  });
}
