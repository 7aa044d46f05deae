import { expect, test } from "vitest";
import { collectGarbage } from "../../../../src/registry/retention/collect-garbage.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
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
const registrations = 100;
/** The test is of no use if there is nothing to take: rounds go on until so many objects were freed. */
const enough = 10;

test("nothing is taken from two processes that register the same bytes", async () => {
  const folder = await temporaryFolder();
  const script = await bundleChild("register-loop");
  const numbers: number[] = [];
  let [freed, rounds] = [0, 0];
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "content 0");
    for (; freed < enough; rounds += 1) {
      const children = [1, 2].map(() => new RegisteringChild(script, folder, registrations, 10));
      await Promise.all(children.map((child) => child.ready()));
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
      // The next round begins with one version again: what many have is never freed.
      for (const version of (await versionsOf(registry)).slice(0, -1)) {
        await deleteVersion(registry, deletion(version));
      }
      for (const child of children) numbers.push(...child.acknowledged().map((one) => one.number));
      expect(await findings(registry)).toEqual([]);
    }
  });
  expect(numbers).toHaveLength(rounds * 2 * registrations);
  expect(new Set(numbers).size).toBe(numbers.length);
});
