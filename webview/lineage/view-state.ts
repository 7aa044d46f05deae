import * as z from "zod";
import { storedState, type StoredState } from "../ui/host.ts";
import { kindsInFlow } from "./node-kinds.ts";

const Viewport = z.object({
  zoom: z.number().positive(),
  pan: z.object({ x: z.number(), y: z.number() }),
});
/** Which part of the graph is seen, as Cytoscape counts it. */
export type Viewport = z.infer<typeof Viewport>;

const ViewState = z.object({
  selected: z.string().optional(),
  /** Node whose lineage alone is shown. */
  only: z.string().optional(),
  hidden: z.array(z.enum(kindsInFlow)).readonly(),
  outlineOpen: z.boolean(),
  /** The snapshot's focus that has been followed. */
  followed: z.string().optional(),
  /** A part that the user has moved to, and the graph it is of. Absent: the whole graph. */
  viewport: Viewport.extend({ shape: z.string() }).optional(),
});
/** What the page keeps while it is hidden and when the window is reloaded. */
export type ViewState = z.infer<typeof ViewState>;

/** The page's stored state. The outline is open at first where there is room for it. */
export function lineageState(): StoredState<ViewState> {
  return storedState(ViewState, { hidden: [], outlineOpen: window.innerWidth >= 860 });
}
