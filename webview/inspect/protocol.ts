import * as z from "zod";
import { ModelName, Stage, VersionId, VersionNumber } from "../../src/core/model/ids.ts";
import { ModelDescription } from "../../src/core/model/inspection.ts";
import { commonActions, noQuestions } from "../protocol.ts";

const TensorRow = z.object({
  name: z.string(),
  dtype: z.string(),
  shape: z.array(z.number()).readonly(),
  /** Bytes. */
  size: z.number().optional(),
});
export type TensorRow = z.infer<typeof TensorRow>;

const VersionPlace = z.object({
  id: VersionId,
  model: ModelName,
  number: VersionNumber,
  stage: Stage,
});
export type VersionPlace = z.infer<typeof VersionPlace>;

/** Everything the page about a model file shows; of a folder, also about the files within. */
export const InspectSnapshot = z.object({
  /** Relative to the workspace folder if it is in one, else absolute. */
  path: z.string(),
  isFolder: z.boolean(),
  /** Bytes; of a folder, of all files within. */
  size: z.number().min(0),
  /** The format as a person calls it. */
  formatName: z.string(),
  description: ModelDescription,
  tensors: z.array(TensorRow).readonly(),
  /** Bytes that were read to find all this out. */
  bytesRead: z.number().min(0),
  /** Files of a folder that are models themselves. */
  files: z
    .array(
      z.object({
        path: z.string(),
        /** Bytes. */
        size: z.number().min(0),
        formatName: z.string(),
        description: ModelDescription,
      }),
    )
    .readonly(),
  /** The newest version that was registered from this path, and whether the file is still the same. */
  registered: z
    .object({ version: VersionPlace, bytes: z.enum(["same", "modified", "unsure"]) })
    .optional(),
  /** Other versions that have these bytes, newest first; absent where that is not known. */
  sameBytes: z.array(VersionPlace).readonly().optional(),
  /** It can be registered: it is in a workspace folder that is trusted. */
  canRegister: z.boolean(),
});
export type InspectSnapshot = z.infer<typeof InspectSnapshot>;

export const inspectProtocol = {
  ...noQuestions,
  snapshot: InspectSnapshot,
  action: z.discriminatedUnion("type", [
    ...commonActions,
    /** Registers the file that the page is about. */
    z.object({ type: z.literal("register") }),
  ]),
} as const;
