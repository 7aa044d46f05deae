import { expect, test } from "vitest";
import { VersionId } from "../../../../src/core/model/ids.ts";
import { untoldConflicts } from "../../../../src/editor/status/untold-conflicts.ts";
import type { ListedConflict } from "../../../../src/registry/audit/list-conflicts.ts";
import { eventId } from "../../support/events.ts";

function conflict(n: number): ListedConflict {
  const version = VersionId.parse(eventId(1));
  return { event: eventId(n), version, text: "took over", title: "fraud 1", isLiving: true };
}

test("a conflict is told once in a folder, also over a restart", async () => {
  // What a window leaves behind for the next one is JSON.
  let stored = "{}";
  const told = async (folder: string, ...events: readonly number[]): Promise<readonly string[]> => {
    const values = new Map<string, unknown>(Object.entries(JSON.parse(stored) as object));
    const memory = {
      get: (key: string): unknown => values.get(key),
      update: (key: string, value: readonly string[]): Promise<void> => {
        stored = JSON.stringify(Object.fromEntries([...values, [key, value]]));
        return Promise.resolve();
      },
    };
    const fresh = await untoldConflicts(memory, folder, events.map(conflict));
    return fresh.map(({ event }) => event);
  };
  expect(await told("file:///a")).toEqual([]);
  expect(await told("file:///a", 2, 3)).toEqual([eventId(2), eventId(3)]);
  expect(await told("file:///a", 2, 3)).toEqual([]);
  expect(await told("file:///a", 2, 3, 4)).toEqual([eventId(4)]);
  expect(await told("file:///b", 2)).toEqual([eventId(2)]);
  stored = '{"conflictsTold file:///a":"broken"}';
  expect(await told("file:///a", 2)).toEqual([eventId(2)]);
});
