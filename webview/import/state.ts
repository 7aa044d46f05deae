import * as z from "zod";
import { Plan } from "./plan.ts";

/** Rows shown at first, and by how many more each time. */
export const rowStep = 200;

/** State of the import page. */
export const ImportPageState = z.object({
  plan: Plan.default([]),
  /** Largest number of rows shown. */
  limit: z.int().min(1).default(rowStep),
});
export type ImportPageState = z.infer<typeof ImportPageState>;

/** Changes the page's state and shows it again. */
export type ChangeState = (change: Partial<ImportPageState>) => void;
