import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { EventStore } from "../../../../src/storage/event-store.ts";
import { registryPaths } from "../../../../src/storage/files/registry-paths.ts";
import { SqliteEngine } from "../../../../src/storage/index/index-database.ts";
import { repairLedger } from "../../../../src/storage/repair-ledger.ts";
import { dumpIndex } from "../../support/dump-index.ts";
import { eventId, registered } from "../../support/events.ts";
import { encodeLedger, writeLedger } from "../../support/ledger.ts";
import { ledgerLines, useTemporaryFolders } from "../../support/registry.ts";
import { eventsOf, step } from "../../support/steps-of-clones.ts";
import { wasm } from "../../support/wasm.ts";

const temporaryFolder = useTemporaryFolders();

const followsNothing = encodeLedger([
  registered(eventId(1), "theirs", 1),
  registered(eventId(2), "theirs", 2),
])
  .toString()
  .split("\n")[1]!;

/** A ledger of one clone, and one way to damage it. */
const damagedLedger = fc.record({
  steps: fc.array(step, { minLength: 2, maxLength: 25, size: "max" }),
  damage: fc.constantFrom("flip", "remove", "insert", "swap", "newline", "cut"),
  place: fc.nat(),
  bit: fc.nat(7),
});

test("a repaired ledger is the original without what can't be read, and merged with it the original", async () => {
  const engine = await SqliteEngine.load(await wasm());
  const [mine, theirs, expected] = [
    await temporaryFolder(),
    await temporaryFolder(),
    await temporaryFolder(),
  ];
  const opened = async (folder: string): Promise<EventStore> =>
    EventStore.open(registryPaths(folder), engine);
  const dump = async (folder: string): Promise<Record<string, string[]>> => {
    const { index } = registryPaths(folder);
    await rm(index, { force: true });
    const store = await opened(folder);
    expect(store.damages).toEqual([]);
    expect(store.losses.loss).toBeUndefined();
    await store.save();
    await store.close();
    return dumpIndex(index);
  };
  /** All but where the lines stand. */
  const content = ({ event, ledger_position: _, ...rest }: Record<string, string[]>): object => ({
    ...rest,
    event: event!.map((row) => (JSON.parse(row) as { id: string }).id),
  });

  await fc.assert(
    fc.asyncProperty(damagedLedger, async ({ steps, damage, place, bit }) => {
      for (const folder of [mine, theirs, expected]) {
        await rm(join(folder, ".model-registry"), { recursive: true, force: true });
      }
      const events = eventsOf(steps);
      const file = await writeLedger(mine, "clone", events);
      const original = await readFile(file);
      const lines = (await ledgerLines(file)).map((line) => Buffer.from(line));
      const at = place % lines.length;
      const whole = Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]));
      const ends = [...whole.keys()].filter((index) => whole[index] === 0x0a);
      let damaged = Buffer.from(whole);
      const lost = new Set<number>();
      if (damage === "flip") {
        const position = place % whole.length;
        if (whole[position] === 0x0a) return;
        damaged[position] = whole[position]! ^ (1 << bit);
        lost.add(ends.findIndex((end) => end > position));
      } else if (damage === "newline") damaged[ends[at]!] = 0x0b;
      else {
        const changed = [...lines];
        if (damage === "remove") changed.splice(at, 1);
        if (damage === "insert") changed.splice(at, 0, Buffer.from(followsNothing));
        if (damage === "swap") changed.push(...changed.splice(at, 1));
        if (damage === "cut") changed[at] = lines[at]!.subarray(0, place % lines[at]!.length);
        if (damage === "remove" || damage === "cut") lost.add(at);
        damaged = Buffer.concat(changed.flatMap((line) => [line, Buffer.from("\n")]));
      }
      await writeFile(file, damaged);

      const store = await opened(mine);
      const stamp = { actor: { name: "Ada" }, now: Date.now() };
      const repair = await repairLedger(store, () => undefined, stamp);
      await store.close();
      // Without its last line, or with others behind it that never counted, a ledger is sound.
      if (!repair) return;
      const kept = events.filter((_, index) => !lost.has(index));
      await writeLedger(expected, "clone", [...kept, repair.event!]);
      expect(content(await dump(mine))).toEqual(content(await dump(expected)));

      // The original comes back here, and what was repaired comes to who has it.
      await writeFile(file, original);
      await cp(join(mine, ".model-registry"), join(theirs, ".model-registry"), {
        recursive: true,
      });
      await writeLedger(expected, "clone", [...events, repair.event!]);
      expect(await dump(theirs)).toEqual(await dump(mine));
      expect(content(await dump(mine))).toEqual(content(await dump(expected)));
    }),
    { numRuns: 25 },
  );
});
