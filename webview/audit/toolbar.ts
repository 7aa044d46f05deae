import { html, nothing, type TemplateResult } from "lit";
import { actionButton } from "../ui/button.ts";
import { dateField, selectField, textField, type TextField } from "../ui/fields.ts";
import type { AuditSnapshot } from "./protocol.ts";
import { filterFields, kinds, type AuditPageState, type ChangeState } from "./state.ts";

/** Renders the filter fields of the events. */
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
    ${labelled({
      label: "Search",
      placeholder: "Any text",
      icon: "search",
      value: state.text,
      change: (text) => {
        change({ text });
      },
    })}
    ${selectField("Model", modelOptions, state.model, (model) => {
      change({ model, number: "" });
    })}
    ${
      state.model === ""
        ? nothing
        : labelled({
            label: "Version",
            placeholder: "Any",
            icon: "versions",
            value: state.number,
            change: (number) => {
              change({ number });
            },
          })
    }
    ${labelled({
      label: "Who",
      placeholder: "Name or e-mail",
      icon: "account",
      value: state.actor,
      change: (actor) => {
        change({ actor });
      },
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

function labelled(field: TextField): TemplateResult {
  return html`<span class="field field-${field.icon}">
    <span aria-hidden="true">${field.label}</span>
    ${textField(field)}
  </span>`;
}
