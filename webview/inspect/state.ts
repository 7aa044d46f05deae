import * as z from "zod";

/** State of the page about a model file: filter and order of its tensors. */
export const InspectPageState = z.object({
  filter: z.string().default(""),
  tensors: z
    .object({
      column: z.enum(["place", "name", "dtype", "shape", "values", "size"]),
      descending: z.boolean(),
    })
    .default({ column: "place", descending: false }),
});
export type InspectPageState = z.infer<typeof InspectPageState>;

/** Changes the page's state and shows it again. */
export type ChangeState = (change: Partial<InspectPageState>) => void;
