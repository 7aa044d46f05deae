import { workspace, type ConfigurationChangeEvent } from "vscode";
import * as z from "zod";
import { useMetricDirections, type StatedDirections } from "../core/metrics/metric-direction.ts";

const setting = "modelRegistry.metricDirections";
const Direction = z.enum(["higher", "lower", "neutral"]);

/** Returns the directions of metrics that the settings give; entries of a wrong type are left out. */
export function statedDirections(): StatedDirections {
  const value: unknown = workspace.getConfiguration().get(setting);
  const entries = z.record(z.string(), z.unknown()).safeParse(value).data ?? {};
  return Object.fromEntries(
    Object.entries(entries).flatMap(([key, given]) => {
      const direction = Direction.safeParse(given).data;
      return direction === undefined ? [] : [[key, direction]];
    }),
  );
}

/** Has this thread show metrics as the settings say. */
export function useStatedDirections(): void {
  useMetricDirections(statedDirections());
}

export function affectsDirections(change: ConfigurationChangeEvent): boolean {
  return change.affectsConfiguration(setting);
}
