import type { TemplateResult } from "lit";
import type { Signature } from "../../src/core/model/inspection.ts";
import { shapeText } from "../../src/core/model/signature.ts";
import { plainTable } from "./plain-table.ts";

/** Renders a model's inputs and outputs as a table. */
export function signatureTable({ inputs, outputs }: Signature): TemplateResult {
  const rows = [
    ...inputs.map((spec) => ["Input", spec] as const),
    ...outputs.map((spec) => ["Output", spec] as const),
  ];
  return plainTable(
    ["Name", "Way", "Type", "Shape"],
    rows.map(([way, { name, dtype, shape }]) => [name, way, dtype, shapeText(shape)]),
  );
}
