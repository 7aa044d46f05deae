import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TreeRow } from "../../../../src/editor/tree/tree-row.ts";
import { TreeRows, type RowChanges } from "../../../../src/editor/tree/tree-rows.ts";

/** A thing with things in it, as a model has versions and they have files. */
interface Thing {
  readonly key: string;
  readonly text: string;
  readonly below: readonly Thing[];
}
type Row = TreeRow<Thing>;

const leaf = (key: string, text = ""): Thing => ({ key, text, below: [] });

/** Returns rows of things that tests change; each request is answered when `wait` allows it. */
function rowsOf(start: readonly Thing[], wait: () => Promise<void> = () => Promise.resolve()) {
  const state = { things: start };
  const told: RowChanges<Thing>[] = [];
  const rows = new TreeRows<Thing>(
    {
      fetch: async (thing) => {
        // Like a registry: the answer is what is so at some time after the question.
        await wait();
        const below = thing ? find(state.things, thing.key)?.below : state.things;
        // What is shown of a version depends on what its model was when it was asked for, too.
        const answer = (below ?? []).map((each) => ({ ...each, text: inherit(thing, each) }));
        await wait();
        return answer;
      },
      keyOf: ({ key }) => key,
      lookOf: ({ node }) => `${node.key} ${node.text}`,
    },
    (changes) => {
      told.push(changes);
      listeners.forEach((listener) => {
        listener(changes);
      });
    },
  );
  const listeners: ((changes: RowChanges<Thing>) => void)[] = [];
  return { state, told, rows, listeners };
}

function inherit(parent: Thing | undefined, { text }: Thing): string {
  return parent?.text.startsWith("!") === true ? `${parent.text}${text}` : text;
}

function find(things: readonly Thing[], key: string): Thing | undefined {
  for (const thing of things) {
    const found = thing.key === key ? thing : find(thing.below, key);
    if (found) return found;
  }
  return undefined;
}

describe("rows of a tree", () => {
  const fraud: Thing = { key: "fraud", text: "2 versions", below: [leaf("f2"), leaf("f1", "old")] };
  const churn: Thing = { key: "churn", text: "1 version", below: [leaf("c1")] };

  it("stay the same objects, and only what looks different is told", async () => {
    const { state, told, rows } = rowsOf([fraud, churn]);
    const [first] = await rows.children();
    const [f2] = await rows.children(first);
    state.things = [{ ...fraud, below: [leaf("f2", "champion"), leaf("f1", "old")] }, churn];
    await rows.update();
    expect(told).toEqual([{ top: false, rows: [f2] }]);
    expect(f2?.node.text).toBe("champion");
    expect((await rows.children(first))[0]).toBe(f2);
    await rows.update();
    expect(told.length).toBe(1);
  });

  it("have a new row told with the row that it is in", async () => {
    const { state, told, rows } = rowsOf([fraud, churn]);
    const [first] = await rows.children();
    const [, f1] = await rows.children(first);
    const below = [leaf("f3"), leaf("f2", "changed, too"), leaf("f1", "old")];
    state.things = [{ ...fraud, text: "3 versions", below }, churn];
    await rows.update();
    expect(told).toEqual([{ top: false, rows: [first] }]);
    expect((await rows.children(first)).map(({ node }) => node.key)).toEqual(["f3", "f2", "f1"]);
    expect((await rows.children(first))[2]).toBe(f1);
    expect(f1?.parent).toBe(first);
  });

  it("at the top are told as such when there are others, and are prepared with all below them", async () => {
    const { state, told, rows } = rowsOf([fraud, churn]);
    const [first] = await rows.children();
    await rows.children(first);
    state.things = [leaf("anew"), { ...fraud, below: [leaf("f9")] }, churn];
    await rows.update();
    expect(told).toEqual([{ top: true, rows: [] }]);
    expect((await rows.children())[1]).toBe(first);
    expect(first?.children?.map(({ node }) => node.key)).toEqual(["f9"]);
  });

  it("that are gone are no longer there", async () => {
    const { state, rows } = rowsOf([fraud]);
    const [first] = await rows.children();
    const [f2, f1] = await rows.children(first);
    state.things = [{ ...fraud, below: [leaf("f1", "old")] }];
    await rows.update();
    expect([first, f2, f1].map((row) => row && rows.has(row))).toEqual([true, false, true]);
  });

  it("have ids that no other row has, whatever the keys are", async () => {
    const tricky = [
      { key: "a", text: "", below: [leaf("b/c")] },
      { key: "a/b", text: "", below: [leaf("c")] },
    ];
    const { rows } = rowsOf(tricky);
    const top = await rows.children();
    const below = await Promise.all(top.map((row) => rows.children(row)));
    const ids = [...top, ...below.flat()].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("are one where siblings have the same key", async () => {
    const { rows } = rowsOf([leaf("a"), leaf("b"), leaf("a", "again")]);
    expect((await rows.children()).map(({ node }) => node.key)).toEqual(["a", "b"]);
  });

  it("tell of looks that change with time", async () => {
    let age = "1 h";
    const told: RowChanges<Thing>[] = [];
    const rows = new TreeRows<Thing>(
      {
        fetch: (thing) => Promise.resolve(thing ? thing.below : [fraud]),
        keyOf: ({ key }) => key,
        lookOf: ({ node }) => (node.key === "f1" ? age : ""),
      },
      (changes) => told.push(changes),
    );
    const [first] = await rows.children();
    const [, f1] = await rows.children(first);
    rows.look();
    age = "2 h";
    rows.look();
    expect(told).toEqual([{ top: false, rows: [f1] }]);
  });

  it("are up to date where VS Code asks for them while an update is on its way", async () => {
    const waiting: (() => void)[] = [];
    let isHeld = false;
    const { state, rows } = rowsOf([{ key: "a", text: "!old ", below: [leaf("a1")] }], () =>
      isHeld ? new Promise<void>((resolve) => waiting.push(resolve)) : Promise.resolve(),
    );
    /** Lets a question that waits go on to the next place where it waits. */
    const goOn = async (place: number): Promise<void> => {
      waiting.splice(place, 1)[0]?.();
      await setImmediate();
    };
    const [a] = await rows.children();
    isHeld = true;
    state.things = [{ key: "a", text: "!new ", below: [leaf("a1")] }];
    void rows.update();
    await setImmediate();
    await goOn(0);
    // The update has seen the top, of which nothing is open yet.
    const asked = rows.children(a);
    await setImmediate();
    await goOn(1);
    await goOn(1);
    expect((await asked).map(({ node }) => node.text)).toEqual(["!old "]);
    isHeld = false;
    await goOn(0);
    expect((await rows.children(a)).map(({ node }) => node.text)).toEqual(["!new "]);
  });

  it("show what the registry has, in whatever order things change, are asked for, and are told", async () => {
    const things = fc.uniqueArray(
      fc.record({
        key: fc.constantFrom("a", "b", "c"),
        text: fc.constantFrom("", "!x", "!y"),
        below: fc.uniqueArray(
          fc.record({
            key: fc.constantFrom("1", "2", "3"),
            text: fc.constantFrom("", "y"),
            below: fc.constantFrom([], [leaf("file")]),
          }),
          { selector: ({ key }) => key },
        ),
      }),
      { selector: ({ key }) => key },
    );
    /** Keys are unique among siblings only; the registry is asked by the whole path. */
    const withPaths = (all: readonly Thing[], path: string): Thing[] =>
      all.map(({ key, text, below }) => ({
        key: `${path}/${key}`,
        text,
        below: withPaths(below, `${path}/${key}`),
      }));
    const steps = fc.array(
      fc.oneof(
        things.map((all) => ({ change: withPaths(all, "") })),
        fc.nat(20).map((open) => ({ open })),
      ),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), things, steps, async (scheduler, start, all) => {
        const made = rowsOf(withPaths(start, ""), () => scheduler.schedule(Promise.resolve()));
        const window = new Mirror(made.rows);
        made.listeners.push((changes) => {
          window.hear(changes);
        });
        window.openTop();
        for (const step of all) {
          if ("open" in step) window.open(step.open);
          else {
            made.state.things = step.change;
            void made.rows.update();
          }
          if (scheduler.count() > 0) await scheduler.waitNext(1);
        }
        await scheduler.waitIdle();
        await window.settled();
        expect(window.shown()).toEqual(window.expected(made.state.things));
      }),
      { numRuns: 500 },
    );
  });
});

/** Copy of the rows that a window shows when it asks for rows and listens as VS Code does. */
class Mirror {
  readonly #rows: TreeRows<Thing>;
  /** The text of a row when VS Code last asked for it. */
  readonly #looks = new Map<Row, string>();
  readonly #below = new Map<Row | undefined, readonly Row[]>();
  readonly #asking = new Set<Promise<void>>();
  /** Only the answer to the latest question about a row counts. */
  readonly #asked = new Map<Row | undefined, number>();
  #latest = 0;

  constructor(rows: TreeRows<Thing>) {
    this.#rows = rows;
  }

  openTop(): void {
    this.#ask(undefined);
  }

  open(index: number): void {
    const seen = this.#visible(undefined);
    const row = seen[index % Math.max(1, seen.length)];
    if (row && !this.#below.has(row)) this.#ask(row);
  }

  hear({ top, rows }: RowChanges<Thing>): void {
    if (top) this.#ask(undefined);
    for (const row of rows) {
      if (!this.#looks.has(row)) continue;
      this.#see(row);
      if (this.#below.has(row)) this.#ask(row);
    }
  }

  /** Asks for the rows below one, and for those below them that are open. */
  #ask(row: Row | undefined): void {
    const latest = (this.#latest += 1);
    this.#asked.set(row, latest);
    const asking = this.#rows.children(row).then((children) => {
      if (this.#asked.get(row) !== latest) return;
      this.#below.set(row, children);
      for (const child of children) {
        this.#see(child);
        if (this.#below.has(child)) this.#ask(child);
      }
    });
    this.#asking.add(asking);
    void asking.finally(() => this.#asking.delete(asking));
  }

  #see(row: Row): void {
    this.#looks.set(row, `${row.node.key} ${row.node.text}`);
  }

  async settled(): Promise<void> {
    while (this.#asking.size > 0) await Promise.all(this.#asking);
  }

  #visible(parent: Row | undefined): Row[] {
    return (this.#below.get(parent) ?? []).flatMap((row) => [row, ...this.#visible(row)]);
  }

  shown(): readonly string[] {
    return this.#visible(undefined).map((row) => this.#looks.get(row) ?? "");
  }

  /** The same from the registry, opened as the rows are. */
  expected(things: readonly Thing[], parent?: Row, above?: Thing): readonly string[] {
    return things.flatMap((each) => {
      const thing = { ...each, text: inherit(above, each) };
      const row = this.#below.get(parent)?.find(({ node }) => node.key === thing.key);
      const below = row && this.#below.has(row) ? this.expected(thing.below, row, thing) : [];
      return [`${thing.key} ${thing.text}`, ...below];
    });
  }
}
