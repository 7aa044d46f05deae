import * as z from "zod";
import { storedState, type StoredState } from "../ui/host.ts";
import { kindsInFlow } from "./node-kinds.ts";

const Viewport = z.object({
  zoom: z.number().positive(),
  pan: z.object({ x: z.number(), y: z.number() }),
});
/** Part of the graph that is shown, in Cytoscape's coordinates. */
export type Viewport = z.infer<typeof Viewport>;

const ViewState = z.object({
  selected: z.string().optional(),
  /** Node whose lineage alone is shown. */
  only: z.string().optional(),
  hidden: z.array(z.enum(kindsInFlow)).readonly(),
  outlineOpen: z.boolean(),
  detailsOpen: z.boolean(),
  /** The snapshot's focus that has been followed. */
  followed: z.string().optional(),
  /** A part that the user has moved to, and the graph it is of. Absent: the whole graph. */
  viewport: Viewport.extend({ shape: z.string() }).optional(),
});
/** State of the lineage page. */
export type ViewState = z.infer<typeof ViewState>;

/** Width of the page (px) from which there is room for the outline and the details beside the graph. */
const roomyFrom = 1100;

/** Returns the page's stored state. At first the graph has the page to itself, unless it is wide. */
export function lineageState(): StoredState<ViewState> {
  const isRoomy = window.innerWidth >= roomyFrom;
  return storedState(ViewState, { hidden: [], outlineOpen: isRoomy, detailsOpen: isRoomy });
}
