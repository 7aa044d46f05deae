import * as z from "zod";
import { retentionActions } from "./protocol.ts";

/** State of the retention page: the versions shown and their order. */
export const RetentionPageState = z.object({
  filter: z.string().default(""),
  show: z.enum(["all", ...retentionActions]).default("all"),
  sorting: z
    .object({
      column: z.enum(["version", "stage", "since", "size", "action", "why"]),
      descending: z.boolean(),
    })
    .default({ column: "action", descending: false }),
});
export type RetentionPageState = z.infer<typeof RetentionPageState>;

/** Changes the page's state and shows it again. */
export type ChangeState = (change: Partial<RetentionPageState>) => void;
