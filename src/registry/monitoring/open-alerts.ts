import type { Alert } from "../../core/monitoring/alert.ts";
import { versionTitle } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";

/** An open alert, and the version that it is about. */
export interface OpenAlert extends Alert {
  /** `fraud 5`. */
  readonly title: string;
}

/** Returns the open alerts of versions that are still in the stage, the newest first. */
export function openAlerts(registry: Registry, _request: NoRequest): Promise<readonly OpenAlert[]> {
  return registry.read((state) =>
    state.monitoring.open().flatMap((alert) => {
      const version = state.version(alert.data.version);
      if (version?.stage !== alert.data.stage) return [];
      return [{ ...alert, title: versionTitle(version) }];
    }),
  );
}
