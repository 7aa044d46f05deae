import { html, type TemplateResult } from "lit";
import { shortDigest } from "../../src/core/format.ts";
import type { Sha256 } from "../../src/core/ids.ts";
import { copyButton } from "./copy-button.ts";

/** The first digits of a digest; all of them in the tooltip and on the clipboard. */
export function digest(sha256: Sha256, what = "digest"): TemplateResult {
  return html`<span class="with-action">
    <code title="SHA-256 ${sha256}">${shortDigest(sha256)}</code>${copyButton(sha256, what)}
  </span>`;
}
