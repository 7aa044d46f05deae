import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { Stage, type EventId } from "../../../../src/core/model/ids.ts";
import { RegistryError } from "../../../../src/core/refusals/refusal.ts";
import { setAlias } from "../../../../src/registry/annotations/set-alias.ts";
import { setTag } from "../../../../src/registry/annotations/set-tag.ts";
import { listConflicts } from "../../../../src/registry/audit/list-conflicts.ts";
import { pull, push, sync } from "../../../../src/registry/exchange/sync.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import { redact } from "../../../../src/registry/redaction/redact.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import type { Remote } from "../../../../src/remotes/contract/remote.ts";
import { faulty, faults } from "../../support/faulty-remote.ts";
import { findings, openRegistry, registerContent, versionsOf } from "../../support/registry.ts";
import { makeShare, openClone } from "../../support/shared-clones.ts";
import { temporaryParent } from "../../support/temporary-parent.ts";

vi.mock(import("../../../../src/remotes/folder/open-folder.ts"), async (original) => {
  const { openFolderRemote } = await original();
  return { openFolderRemote: (path: string): Remote => faulty(openFolderRemote(path)) };
});

const kinds = [
  "register",
  "move",
  "alias",
  "tag",
  "delete",
  "redact",
  "sync",
  "push",
  "pull",
  "reopen",
] as const;
const step = fc.record({
  clone: fc.nat(4),
  kind: fc.constantFrom(...kinds),
  version: fc.nat(),
  to: fc.constantFrom("Staging", "Production", "Archived", "Rejected", "None"),
  /** Another clone acts at the same time. */
  isBeside: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Does a step, and returns the events that it acknowledged. */
async function act(
  clones: Registry[],
  place: number,
  { kind, version, to }: Step,
  content: string,
): Promise<readonly EventId[]> {
  const registry = clones[place]!;
  const versions = await versionsOf(registry);
  const chosen = versions[version % Math.max(1, versions.length)];
  switch (kind) {
    case "register":
      return [(await registerContent(registry, content)).id];
    case "sync":
    case "push":
    case "pull":
      await { sync, push, pull }[kind](registry, {});
      return [];
    case "reopen":
      await registry.close();
      clones[place] = await openRegistry(registry.folder);
      return [];
    default:
      break;
  }
  if (!chosen) return [];
  const { id, model } = chosen;
  switch (kind) {
    case "move":
      return [(await transition(registry, { version: id, to: Stage.parse(to) })).id];
    case "alias":
      return [(await setAlias(registry, { version: id, alias: `a${version % 2}` })).id];
    case "tag":
      return [
        (await setTag(registry, { subject: { model, version: id }, key: "key", value: content }))
          .id,
      ];
    case "redact": {
      const { event } = await redact(registry, { version: id, fields: ["tags.key"], reason: "no" });
      return event ? [event.id] : [];
    }
    case "delete":
      return [(await deleteVersion(registry, { version: id, reason: "old" })).event.id];
  }
}

test("after any interleaving all clones are alike, and nothing acknowledged is lost", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 5 }),
      fc.array(step, { minLength: 8, maxLength: 30 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      async (count, steps, chances) => {
        const parent = await mkdtemp(join(temporaryParent(), "model-registry-clones-"));
        const clones: Registry[] = [];
        const acknowledged = new Set<EventId>();
        try {
          faults.heal();
          const share = await makeShare(parent);
          for (let place = 0; place < count; place += 1) {
            clones.push(await openClone(join(parent, `clone-${place}`), share));
          }
          // All clones begin with one registry.
          await registerContent(clones[0]!, "first");
          for (const clone of clones) await sync(clone, {});
          faults.begin(() => {
            const drawn = chances.next();
            return drawn.done ? 1 : drawn.value;
          });
          let made = 0;
          const attempt = async (place: number, each: Step): Promise<void> => {
            made += 1;
            try {
              const events = await act(clones, place, each, `content ${made}`);
              for (const id of events) acknowledged.add(id);
            } catch (error) {
              // Refused, or the outcome is not known.
              if (!(error instanceof RegistryError)) throw error;
              expect(["remote-damaged", "ledger-damaged", "ledger-missing"]).not.toContain(
                error.refusal.code,
              );
            }
          };
          for (const each of steps) {
            const place = each.clone % count;
            const beside = { ...each, kind: "move" } as const;
            await Promise.all([
              attempt(place, each),
              ...(each.isBeside ? [attempt((place + 1) % count, beside)] : []),
            ]);
          }
          faults.heal();
          for (let round = 0; round < 2; round += 1) {
            for (const clone of clones) await sync(clone, {});
          }
          const states = await Promise.all(clones.map(stateOf));
          for (const state of states) expect(state).toEqual(states[0]);
          const events = await allEvents(clones[0]!);
          expect([...acknowledged].filter((id) => !events.has(id))).toEqual([]);
          for (const clone of clones) {
            const damaged = (await findings(clone)).filter(({ where }) => where.includes("ledger"));
            expect(damaged).toEqual([]);
          }
        } finally {
          faults.heal();
          for (const clone of clones) await clone.close();
          await rm(parent, { recursive: true, force: true, maxRetries: 10 });
        }
      },
    ),
    { numRuns: 6, endOnFailure: true },
  );
  expect(faults.injected).toBeGreaterThan(0);
});

test("a promotion of which nobody knows whether it is shared is neither lost nor contradicted", async () => {
  const parent = await mkdtemp(join(temporaryParent(), "model-registry-clones-"));
  faults.heal();
  const share = await makeShare(parent);
  const ada = await openClone(join(parent, "ada"), share);
  const ben = await openClone(join(parent, "ben"), share);
  try {
    const { id } = await registerContent(ada, "promoted");
    await sync(ada, {});
    // The head is read, then replaced; that answer is lost, and so is the next question.
    const drawn = [1, 0.1, 0];
    faults.begin(() => drawn.shift() ?? 1);
    await expect(
      transition(ada, { version: id, to: Stage.parse("Staging") }),
    ).rejects.toMatchObject({
      refusal: { code: "outcome-unknown" },
    });
    expect(drawn).toEqual([]);
    // What comes next must not follow the same line as the one that is in the remote only.
    await registerContent(ada, "registered meanwhile");
    for (const clone of [ada, ben, ada]) await sync(clone, {});
    expect((await versionsOf(ada)).map(({ stage }) => stage)).toEqual(["Staging", "None"]);
    expect(await stateOf(ada)).toEqual(await stateOf(ben));
    expect(await findings(ada)).toEqual([]);
  } finally {
    faults.heal();
    for (const clone of [ada, ben]) await clone.close();
    await rm(parent, { recursive: true, force: true, maxRetries: 10 });
  }
});

async function stateOf(registry: Registry): Promise<unknown> {
  const versions = await versionsOf(registry);
  const ledger = await readdir(registry.paths.ledger);
  return {
    versions,
    conflicts: await listConflicts(registry, {}),
    ledger: await Promise.all(
      ledger
        .toSorted()
        .map(async (name) => [name, await readFile(join(registry.paths.ledger, name), "utf8")]),
    ),
  };
}

/** The ids of all events of all ledger files. */
async function allEvents(registry: Registry): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const name of await readdir(registry.paths.ledger)) {
    const text = await readFile(join(registry.paths.ledger, name), "utf8");
    for (const [, id = ""] of text.matchAll(/^\{"id":"([^"]+)"/gm)) ids.add(id);
  }
  return ids;
}
