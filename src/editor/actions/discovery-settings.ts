import { workspace, type Uri } from "vscode";
import * as z from "zod";
import type { DiscoveryLimits } from "../../core/files/discovery-limits.ts";

const Depth = z.int().min(0).max(100).optional().catch(undefined);
const Patterns = z.array(z.string()).catch([]);

/**
 * Returns the limits that the settings of a folder give to searches for files. Values of a wrong type
 * are as if they were not there; VS Code marks them in the settings.
 */
export function discoverySettings(folder: Uri): DiscoveryLimits {
  const settings = workspace.getConfiguration("modelRegistry.discovery", folder);
  return {
    maxDepth: Depth.parse(settings.get<unknown>("maxDepth")),
    exclude: Patterns.parse(settings.get<unknown>("exclude")),
  };
}
