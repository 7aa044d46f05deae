import * as l10n from "@vscode/l10n";
import type { TemplateResult } from "lit";
import { shapeText } from "../../src/core/model/inspection/signature.ts";
import type { Signature } from "../../src/core/model/inspection.ts";
import { plainTable } from "./plain-table.ts";

/** Renders a model's inputs and outputs as a table. */
export function signatureTable({ inputs, outputs }: Signature): TemplateResult {
  const rows = [
    ...inputs.map((spec) => [l10n.t("Input"), spec] as const),
    ...outputs.map((spec) => [l10n.t("Output"), spec] as const),
  ];
  return plainTable(
    [l10n.t("Name"), l10n.t("Direction"), l10n.t("Type"), l10n.t("Shape")],
    rows.map(([way, { name, dtype, shape }]) => [name, way, dtype, shapeText(shape)]),
  );
}
