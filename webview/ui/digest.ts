import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import { Sha256 } from "../../src/core/model/ids.ts";
import { shortDigest } from "../../src/core/text/format.ts";
import { copyButton, type CopyTexts } from "./copy-button.ts";

/**
 * The first digits of a SHA-256; all of them in the tooltip and on the clipboard. What is identified
 * otherwise (`md5:…`, a version of a dataset) is shown as it is.
 */
export function digest(content: string, texts: CopyTexts = digestTexts()): TemplateResult {
  const isSha256 = Sha256.safeParse(content).success;
  const title = isSha256 ? `SHA-256 ${content}` : content;
  return html`<span class="with-action">
    <code title=${title}>${isSha256 ? shortDigest(content) : content}</code
    >${copyButton(content, texts)}
  </span>`;
}

function digestTexts(): CopyTexts {
  return { label: l10n.t("Copy digest"), copied: l10n.t("Digest copied") };
}

/** Returns the texts about the digest of a thing with this name. */
export function digestTextsOf(name: string): CopyTexts {
  return {
    label: l10n.t("Copy digest of {0}", name),
    copied: l10n.t("Digest of {0} copied", name),
  };
}
