import type { Stage } from "../../core/ids.ts";
import type { HookRun } from "./run-hook.ts";

/** What happens while the hooks of a stage run, for whoever watches. */
export type HookStep =
  | {
      readonly step: "started";
      /** `fraud 4` */
      readonly version: string;
      readonly to: Stage;
      readonly phase: HookRun["phase"];
      readonly command: readonly string[];
      /** Where it runs, absolute. */
      readonly folder: string;
    }
  | { readonly step: "output"; readonly text: string }
  | { readonly step: "ended"; readonly run: HookRun };
