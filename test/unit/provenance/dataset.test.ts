import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RowCounter } from "../../../src/provenance/count-rows.ts";
import { describeDataset } from "../../../src/provenance/dataset.ts";

describe("describing a dataset", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dataset-"));
    await mkdir(join(folder, "data"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it("gives a CSV's digest as sha256sum does, and its rows and columns", async () => {
    await writeFile(join(folder, "data", "train.csv"), 'a,b,c\n1,"x,\ny",3\n\n4,5,6');
    const dataset = await describeDataset(folder, "data/train.csv");
    const digest = execFileSync("sha256sum", [join(folder, "data", "train.csv")], {
      encoding: "utf8",
    });
    expect(dataset).toEqual({
      name: "train.csv",
      path: "data/train.csv",
      sha256: digest.slice(0, 64),
      size: 23,
      rows: 2,
      columns: 3,
    });
  });

  it("gives a folder the digest of what sha256sum prints for its files", async () => {
    await mkdir(join(folder, "data", "b"));
    await writeFile(join(folder, "data", "b", "2.txt"), "two");
    await writeFile(join(folder, "data", "a.txt"), "one");
    const dataset = await describeDataset(folder, "data");
    const command = "sha256sum a.txt b/2.txt | sha256sum";
    const digest = execFileSync("sh", ["-c", command], {
      cwd: join(folder, "data"),
      encoding: "utf8",
    });
    expect(dataset).toMatchObject({ sha256: digest.slice(0, 64), size: 6 });
  });

  it("refuses what is not in the workspace, links, and what is not there", async () => {
    await symlink("/etc", join(folder, "data", "etc"));
    await writeFile(join(folder, "real.csv"), "a\n1\n");
    await symlink(join(folder, "real.csv"), join(folder, "link.csv"));
    for (const path of ["/etc/hostname", "data/etc/hostname", "data", "link.csv", "none.csv"]) {
      await expect(describeDataset(folder, path), path).rejects.toMatchObject({
        refusal: { code: "file-problem" },
      });
    }
  });

  it("can be cancelled", async () => {
    await writeFile(join(folder, "big.bin"), Buffer.alloc(5_000_000));
    const abort = new AbortController();
    const onBytes = (): void => {
      abort.abort();
    };
    await expect(
      describeDataset(folder, "big.bin", { signal: abort.signal, onBytes }),
    ).rejects.toMatchObject({ refusal: { code: "cancelled" } });
  });

  it("counts rows and columns of any quoted table, however it is cut into chunks", () => {
    const cell = fc.string({
      unit: fc.constantFrom("a", ",", '"', "\n", "\r\n", " "),
      maxLength: 8,
    });
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 5 })
          .chain((columns) =>
            fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1 }),
          ),
        fc.integer({ min: 1, max: 9 }),
        (table, chunk) => {
          const bytes = Buffer.from(table.map((row) => row.map(quoted).join(",")).join("\r\n"));
          const counter = new RowCounter(",");
          for (let at = 0; at < bytes.length; at += chunk)
            counter.add(bytes.subarray(at, at + chunk));
          expect(counter.end()).toEqual({ rows: table.length - 1, columns: table[0]?.length });
        },
      ),
    );
  });
});
