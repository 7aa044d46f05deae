import { expect, test } from "vitest";
import { collectGarbage } from "../../../../src/registry/collect-garbage.ts";
import { deleteVersion } from "../../../../src/registry/delete-version.ts";
import { bundleChild, RegisteringChild } from "../../support/child-process.ts";
import {
  findings,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";
import { deletion, layGarbage } from "./support.ts";

const temporaryFolder = useTemporaryFolders();
// So many that they go on for long enough on a busy machine for much to be freed between them.
const registrations = 200;

test(
  "nothing is taken from two processes that register the same bytes",
  { timeout: 120_000 },
  async () => {
    const folder = await temporaryFolder();
    const script = await bundleChild("register-loop");
    const children = [1, 2].map(() => new RegisteringChild(script, folder, registrations, 10));
    await Promise.all(children.map((child) => child.ready()));
    let freed = 0;
    await withRegistry(folder, async (registry) => {
      await registerContent(registry, "content 0");
      for (const child of children) child.go();
      const work = { isOver: false };
      const finished = Promise.all(children.map((child) => child.finished())).finally(() => {
        work.isOver = true;
      });
      while (!work.isOver) {
        // All but the last: each of the contents is deleted, freed and registered again many times.
        for (const version of (await versionsOf(registry)).slice(0, -1)) {
          freed += (await deleteVersion(registry, deletion(version))).freed.objects;
        }
        await layGarbage(registry, "content 0");
        freed += (await collectGarbage(registry, {})).objects;
        expect(await findings(registry)).toEqual([]);
      }
      await finished;
      const acknowledged = children.flatMap((child) => child.acknowledged());
      expect(acknowledged).toHaveLength(2 * registrations);
      expect(new Set(acknowledged.map(({ number }) => number)).size).toBe(2 * registrations);
      expect(await findings(registry)).toEqual([]);
    });
    // The test is of no use if there was nothing to take.
    expect(freed).toBeGreaterThan(5);
  },
);
