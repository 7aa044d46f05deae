import { html, nothing, type TemplateResult } from "lit";
import type { AuditSnapshot } from "../protocol.ts";
import { actionButton } from "../ui/button.ts";
import { dateField, selectField } from "../ui/fields.ts";
import { fieldValue } from "../ui/toolkit.ts";
import { filterFields, kinds, type AuditPageState, type ChangeState } from "./state.ts";

/** Which events are shown. */
export function toolbar(
  { models }: AuditSnapshot,
  state: AuditPageState,
  change: ChangeState,
): TemplateResult {
  const isFiltered = filterFields.some((field) => state[field] !== "");
  const clear = (): void => {
    change(Object.fromEntries(filterFields.map((field) => [field, ""])));
  };
  // A model that is gone is still what is asked for.
  const names = new Set([...models.map(String), ...(state.model === "" ? [] : [state.model])]);
  const modelOptions = [
    ["", "All models"] as const,
    ...[...names].map((name) => [name, name] as const),
  ];
  return html`<div class="toolbar" role="search" aria-label="Filter events">
    ${textField("Search", "Any text", state.text, "search", (text) => {
      change({ text });
    })}
    ${selectField("Model", modelOptions, state.model, (model) => {
      change({ model, number: "" });
    })}
    ${
      state.model === ""
        ? nothing
        : textField("Version", "Any", state.number, "versions", (number) => {
            change({ number });
          })
    }
    ${textField("Who", "Name or e-mail", state.actor, "account", (actor) => {
      change({ actor });
    })}
    ${selectField("Kind", Object.entries(kinds), state.kind, (kind) => {
      change({ kind });
    })}
    ${dateField("From", state.from, (from) => {
      change({ from });
    })}
    ${dateField("To", state.to, (to) => {
      change({ to });
    })}
    ${isFiltered ? actionButton({ label: "Clear filters", icon: "clear-all", run: clear }) : nothing}
  </div>`;
}

function textField(
  label: string,
  placeholder: string,
  value: string,
  icon: string,
  change: (text: string) => void,
): TemplateResult {
  return html`<span class="field field-${icon}">
    <span aria-hidden="true">${label}</span>
    <vscode-text-field
      aria-label=${label}
      placeholder=${placeholder}
      .value=${value}
      @input=${(event: Event) => {
        change(fieldValue(event));
      }}
    >
      <span slot="start" class="codicon codicon-${icon}" aria-hidden="true"></span>
    </vscode-text-field>
  </span>`;
}
