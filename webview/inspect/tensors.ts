import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { shapeText } from "../../src/core/model/inspection/signature.ts";
import { formatBytes } from "../../src/core/text/format.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { textField } from "../ui/fields.ts";
import { formatCount } from "../ui/numbers.ts";
import { section } from "../ui/section.ts";
import { sortableHeader, sortRows } from "../ui/sortable.ts";
import { windowedRows } from "../ui/windowed-rows.ts";
import type { InspectSnapshot, TensorRow } from "./protocol.ts";
import type { ChangeState, InspectPageState } from "./state.ts";
import { tensorSize } from "./tensor-size.ts";

type Column = InspectPageState["tensors"]["column"];

interface Tensor extends TensorRow {
  readonly place: number;
  readonly values: number;
}

/** The tensors stored in the file: sorted, filtered, and only those in sight rendered. */
export function tensorSection(
  { tensors, description }: InspectSnapshot,
  state: InspectPageState,
  change: ChangeState,
): TemplateResult | typeof nothing {
  if (tensors.length === 0) return nothing;
  const rows = arranged(tensors, state);
  const head = (label: string, column: Column, numeric = false): TemplateResult =>
    sortableHeader({
      label,
      column,
      sorting: state.tensors,
      numeric,
      onSort: (sorting) => {
        change({ tensors: sorting });
      },
    });
  const total = description.tensorCount ?? tensors.length;
  return section(
    l10n.t("Tensors"),
    html`<div class="toolbar">
        ${textField({
          label: l10n.t("Filter tensors"),
          placeholder: l10n.t("Filter by name, type or shape"),
          icon: "filter",
          value: state.filter,
          change: (filter) => {
            change({ filter });
          },
        })}
        <p class="muted" role="status">${foundText(rows.length, total)}</p>
      </div>
      ${windowedRows({
        label: l10n.t("Table of tensors"),
        head: html`<tr>
          ${head(l10n.t("Name"), "name")} ${head(l10n.t("Type"), "dtype")}
          ${head(l10n.t("Shape"), "shape")} ${head(l10n.t("Values"), "values", true)}
          ${head(l10n.t("Size"), "size", true)}
        </tr>`,
        rows,
        columns: 5,
        row: (tensor) =>
          html`<th scope="row">${tensor.name}</th>
            <td>${tensor.dtype}</td>
            <td>${shapeText(tensor.shape)}</td>
            <td class="number" title=${formatCount(tensor.values)}>
              ${formatNumber(tensor.values)}
            </td>
            <td class="number">${tensor.size === undefined ? "" : formatBytes(tensor.size)}</td>`,
      })}`,
  );
}

function foundText(found: number, total: number): string {
  if (found === total) {
    return total === 1 ? l10n.t("1 tensor") : l10n.t("{0} tensors", formatNumber(total));
  }
  return total === 1
    ? l10n.t("{0} of 1 tensor", formatNumber(found))
    : l10n.t("{0} of {1} tensors", formatNumber(found), formatNumber(total));
}

interface Arrangement {
  readonly of: readonly TensorRow[];
  readonly by: string;
  readonly rows: readonly Tensor[];
}
let last: Arrangement | undefined;

/**
 * Filters and sorts the tensors; the result is cached, because the page renders at every scroll.
 */
function arranged(tensors: readonly TensorRow[], state: InspectPageState): readonly Tensor[] {
  const by = JSON.stringify([state.filter, state.tensors]);
  if (last?.of === tensors && last.by === by) return last.rows;
  const words = state.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = tensors
    .map((tensor, place) => ({
      ...tensor,
      size: tensorSize(tensor),
      place,
      values: tensor.shape.reduce((product, axis) => product * axis, 1),
    }))
    .filter((tensor) => {
      const text = `${tensor.name} ${tensor.dtype} ${shapeText(tensor.shape)}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  const rows = sortRows(found, state.tensors, (tensor, column) =>
    column === "shape" ? shapeText(tensor.shape) : tensor[column],
  );
  last = { of: tensors, by, rows };
  return rows;
}
