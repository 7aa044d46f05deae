import { expect, test } from "vitest";
import { bundleChild, RegisteringChild } from "../support/child-process.ts";
import { findings, useTemporaryFolders, versionsOf, withRegistry } from "../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

test("8 processes at once register 50 versions each", async () => {
  const folder = await temporaryFolder();
  const script = await bundleChild("register-loop");
  const children = Array.from({ length: 8 }, () => new RegisteringChild(script, folder, 50));
  await Promise.all(children.map((child) => child.ready()));
  for (const child of children) child.go();
  await Promise.all(children.map((child) => child.finished()));

  const acknowledged = children.flatMap((child) => child.acknowledged());
  await withRegistry(folder, async (registry) => {
    const versions = await versionsOf(registry);
    expect(versions.map(({ number }) => number)).toEqual(
      Array.from({ length: 400 }, (_, index) => index + 1),
    );
    expect(acknowledged.toSorted((a, b) => a.number - b.number).map(({ id }) => id)).toEqual(
      versions.map(({ id }) => id),
    );
    expect(await findings(registry)).toEqual([]);
  });
});
