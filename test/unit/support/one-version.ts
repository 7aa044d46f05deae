import { afterEach, beforeEach, vi } from "vitest";
import type { Version } from "../../../src/core/state/version.ts";
import type { Registry } from "../../../src/registry/registry.ts";
import { openRegistry, registerContent } from "./registry.ts";

/**
 * Opens a registry with one version before each test, in a folder of its own and with settings of
 * nobody, and closes it afterwards.
 *
 * @param onOpen is given both before each test
 */
export function useOneVersion(
  temporaryFolder: () => Promise<string>,
  onOpen: (registry: Registry, version: Version) => void,
): void {
  let registry: Registry | undefined;
  beforeEach(async () => {
    vi.stubEnv("XDG_CONFIG_HOME", await temporaryFolder());
    registry = await openRegistry(await temporaryFolder());
    onOpen(registry, await registerContent(registry, "a"));
  });
  afterEach(async () => {
    await registry?.close();
    vi.unstubAllEnvs();
  });
}
