import { afterEach, expect, test, vi } from "vitest";
import { forgetActor } from "../../../../src/registry/audit/forget-actor.ts";
import { useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
afterEach(() => vi.unstubAllEnvs());

test("a changed identity counts once the one of before is forgotten", async () => {
  vi.stubEnv("GIT_AUTHOR_NAME", "Ada");
  vi.stubEnv("GIT_AUTHOR_EMAIL", "ada@example.org");
  await withRegistry(await temporaryFolder(), async (registry) => {
    expect((await registry.actor()).name).toBe("Ada");
    vi.stubEnv("GIT_AUTHOR_NAME", "Bob");
    expect((await registry.actor()).name).toBe("Ada");
    await forgetActor(registry, {});
    expect((await registry.actor()).name).toBe("Bob");
  });
});
