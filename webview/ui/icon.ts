import { html, type TemplateResult } from "lit";

/** A codicon as decoration: whatever it stands for is also said in words. */
export function icon(name: string, classes = ""): TemplateResult {
  return html`<span class="codicon codicon-${name} ${classes}" aria-hidden="true"></span>`;
}
