import { html, nothing, type TemplateResult } from "lit";
import { icon } from "./icon.ts";

/** A button of a page's header or toolbar. */
export interface ActionButton {
  readonly label: string;
  /** Name of a codicon. */
  readonly icon?: string;
  readonly title?: string;
  /** The one step that is most likely next. */
  readonly primary?: boolean;
  readonly run: () => void;
}

/** A button with a text. */
export function actionButton(button: ActionButton): TemplateResult {
  return html`<vscode-button
    appearance=${button.primary ? "primary" : "secondary"}
    title=${button.title ?? nothing}
    @click=${button.run}
  >
    ${
      button.icon
        ? html`<span slot="start" class="codicon codicon-${button.icon}" aria-hidden="true"></span>`
        : nothing
    }${button.label}
  </vscode-button>`;
}

/** A small button that is only an icon; `label` is its name and its tooltip. */
export function iconButton(
  name: string,
  label: string,
  run: (event: Event) => void,
): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    title=${label}
    aria-label=${label}
    @click=${run}
  >
    ${icon(name)}
  </button>`;
}
