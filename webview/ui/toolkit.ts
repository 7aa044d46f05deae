import {
  Checkbox,
  Dropdown,
  provideVSCodeDesignSystem,
  TextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";

/**
 * The one place that knows the toolkit, which is archived upstream: replacing it is a change of
 * this file. Pages use the elements `vscode-button`, `vscode-checkbox`, `vscode-dropdown`,
 * `vscode-option`, `vscode-progress-ring` and `vscode-text-field`.
 */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
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

/** Whether the checkbox that an event comes from is checked. */
export function isChecked(event: Event): boolean {
  const box = event.currentTarget;
  return box instanceof Checkbox && box.checked;
}
