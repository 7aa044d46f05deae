import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { actionButton } from "../ui/button.ts";
import { dateField, selectField, textField, type TextField } from "../ui/fields.ts";
import type { AuditSnapshot } from "./protocol.ts";
import { eventKinds, filterFields, type AuditPageState, type ChangeState } from "./state.ts";

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
    ["", l10n.t("All models")] as const,
    ...[...names].map((name) => [name, name] as const),
  ];
  return html`<div class="toolbar" role="search" aria-label=${l10n.t("Filter events")}>
    ${labelled({
      label: l10n.t("Search"),
      placeholder: l10n.t("Any text"),
      icon: "search",
      value: state.text,
      change: (text) => {
        change({ text });
      },
    })}
    ${selectField(l10n.t("Model"), modelOptions, state.model, (model) => {
      change({ model, number: "" });
    })}
    ${
      state.model === ""
        ? nothing
        : labelled({
            label: l10n.t("Version"),
            placeholder: l10n.t("Any"),
            icon: "versions",
            value: state.number,
            change: (number) => {
              change({ number });
            },
          })
    }
    ${labelled({
      label: l10n.t("Who"),
      placeholder: l10n.t("Name or e-mail"),
      icon: "account",
      value: state.actor,
      change: (actor) => {
        change({ actor });
      },
    })}
    ${selectField(l10n.t("Kind"), Object.entries(eventKinds()), state.kind, (kind) => {
      change({ kind });
    })}
    ${dateField(l10n.t("From"), state.from, (from) => {
      change({ from });
    })}
    ${dateField(l10n.t("To"), state.to, (to) => {
      change({ to });
    })}
    ${isFiltered ? actionButton({ label: l10n.t("Clear filters"), icon: "clear-all", run: clear }) : nothing}
  </div>`;
}

function labelled(field: TextField): TemplateResult {
  return html`<span class="field field-${field.icon}">
    <span aria-hidden="true">${field.label}</span>
    ${textField(field)}
  </span>`;
}
