import * as z from "zod";
import { VersionId } from "../../src/core/model/ids.ts";

const sorting = <const Column extends string>(
  columns: readonly [Column, ...Column[]],
): z.ZodDefault<z.ZodType<{ column: Column; descending: boolean }>> =>
  z
    .object({ column: z.enum(columns), descending: z.boolean() })
    .default({ column: columns[0], descending: false });

/**
 * State of the version page: the version shown, by which it is restored, and the order of tables.
 */
export const VersionPageState = z.object({
  version: VersionId.optional(),
  artifacts: sorting(["path", "role", "size"]),
  datasets: sorting(["name", "role", "rows", "columns", "size"]),
});
export type VersionPageState = z.infer<typeof VersionPageState>;

/** Changes the page's state and shows it again. */
export type ChangeState = (change: Partial<VersionPageState>) => void;
