import type { Memento } from "vscode";
import * as z from "zod";
import type { ColumnChoices } from "./page-commands.ts";

const Columns = z.array(z.string().max(300)).max(200).readonly();

/** Returns the columns that people chose for the tables of models, kept in the workspace's state. */
export function columnChoices(state: Memento): ColumnChoices {
  const keyOf = ({ folder, model }: { folder: string; model: string }): string =>
    `modelColumns ${folder} ${model}`;
  return {
    read: (model) => Columns.safeParse(state.get(keyOf(model))).data,
    keep: (model, columns) => state.update(keyOf(model), columns),
  };
}
