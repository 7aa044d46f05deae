import {
  Dropdown,
  provideVSCodeDesignSystem,
  TextField,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";

/**
 * The one place that knows the toolkit, which is archived upstream: replacing it is a change of
 * this file. Pages use the elements `vscode-button`, `vscode-dropdown`, `vscode-option`,
 * `vscode-progress-ring` and `vscode-text-field`.
 */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}

/** The text of the field or dropdown that an event comes from. */
export function fieldValue(event: Event): string {
  const field = event.currentTarget;
  return field instanceof TextField || field instanceof Dropdown ? field.value : "";
}
