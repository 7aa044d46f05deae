import type { Stage } from "../core/model/ids.ts";
import type { HookRun } from "./hooks/run-hook.ts";

/** Event while the hooks of a stage run, for displaying their progress. */
export type HookStep =
  | {
      readonly step: "started";
      /** `fraud 4` */
      readonly version: string;
      readonly to: Stage;
      readonly phase: HookRun["phase"];
      readonly command: readonly string[];
      /** Absolute path of its working directory. */
      readonly folder: string;
    }
  | { readonly step: "output"; readonly text: string }
  | { readonly step: "ended"; readonly run: HookRun };
