import * as z from "zod";
import { storedState, type StoredState } from "../ui/host.ts";
import { kindsInFlow } from "./nodes/node-kinds.ts";
import { versionsAtOnce } from "./protocol.ts";

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
  /** Version whose recipe is compared with that of the selected one. */
  against: z.string().optional(),
  hidden: z.array(z.enum(kindsInFlow)).readonly(),
  hiddenStages: z.array(z.string()).readonly(),
  allCommits: z.boolean(),
  /** Nodes that were unfolded or expanded. */
  shown: z.array(z.string()).readonly(),
  /** Versions that are drawn at most. */
  limit: z.int().min(versionsAtOnce).max(10_000),
  outlineOpen: z.boolean(),
  detailsOpen: z.boolean(),
  /** Pixels. */
  outlineWidth: z.number().min(140).max(600),
  detailsWidth: z.number().min(180).max(700),
  /** Lineage that the state belongs to; of another one it begins anew. */
  of: z.string().optional(),
  /** A part that the user has moved to, and the drawing it is of. Absent: the whole graph. */
  viewport: Viewport.extend({ shape: z.string() }).optional(),
});
/** State of the lineage page. */
export type ViewState = z.infer<typeof ViewState>;

/** Width of the page (px) from which there is room for the outline and the details beside the graph. */
const roomyFrom = 1500;

/** Returns the page's stored state. At first the graph has the page to itself, unless it is wide. */
export function lineageState(): StoredState<ViewState> {
  return storedState(ViewState, {
    hidden: [],
    hiddenStages: [],
    allCommits: false,
    shown: [],
    limit: versionsAtOnce,
    outlineOpen: false,
    detailsOpen: window.innerWidth >= roomyFrom,
    outlineWidth: 240,
    detailsWidth: 290,
  });
}
