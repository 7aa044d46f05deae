import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { StoredBytes } from "../../../../src/core/model/artifact.ts";
import { EventId, Sha256 } from "../../../../src/core/model/ids.ts";
import type { RemoteHead } from "../../../../src/remotes/contract/remote-head.ts";
import type { NewSegment, Remote, SeenHead } from "../../../../src/remotes/contract/remote.ts";
import { temporaryParent } from "../../support/temporary-parent.ts";

/** A place that is shared, for one test. */
export interface SharedPlace {
  /** Opens it as another clone does. */
  readonly open: () => Remote;
  /** Makes it so that nobody reaches it; `undefined` where that can't be done. */
  readonly takeAway?: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

const registry = EventId.parse("01JXAMPXE00000000000000000");
const writer = "01JXAMPXE00000000000000001";

/** Tests that every engine passes: what a log and an object store promise. */
export function describeRemote(name: string, make: (folder: string) => Promise<SharedPlace>): void {
  const places: SharedPlace[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    for (const place of places.splice(0)) await place.remove();
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });
  const newFolder = async (): Promise<string> => {
    const folder = await mkdtemp(join(temporaryParent(), "model-registry-remote-"));
    folders.push(folder);
    return folder;
  };
  const newPlace = async (): Promise<SharedPlace> => {
    const place = await make(await newFolder());
    places.push(place);
    return place;
  };

  describe(`the log of ${name}`, () => {
    it("is empty at first, and gives each clone what another one put there", async () => {
      const place = await newPlace();
      const a = place.open();
      const empty = await a.log.readHead();
      expect(empty.head).toBeUndefined();
      const first = segment("first\n");
      const head = headOf([first]);
      const swapped = await a.log.swapHead(empty, head, [first]);
      expect(swapped?.head).toEqual(head);

      const b = place.open();
      const seen = await b.log.readHead();
      expect(seen.head).toEqual(head);
      const bytes = await b.log.readSegment(seen, first);
      expect(Buffer.from(bytes).toString()).toBe("first\n");
    });

    it("lets one of two who saw the same head replace it", async () => {
      const place = await newPlace();
      const remotes = Array.from({ length: 4 }, () => place.open());
      const seen = await Promise.all(remotes.map(({ log }) => log.readHead()));
      const swaps = await Promise.all(
        remotes.map(async ({ log }, index) => {
          const added = segment(`of clone ${index}\n`);
          return log.swapHead(seen[index]!, headOf([added]), [added]);
        }),
      );
      const winners = swaps.filter((swap) => swap !== undefined);
      expect(winners).toHaveLength(1);
      expect((await place.open().log.readHead()).head).toEqual(winners[0]!.head);
    });

    it("keeps nothing of a segment that was redacted", async () => {
      const place = await newPlace();
      const [a, b] = [place.open(), place.open()];
      const [kept, secret, covered] = [segment("kept\n"), segment("secret\n"), segment("******\n")];
      const empty = await a.log.readHead();
      const before = (await a.log.swapHead(empty, headOf([kept, secret]), [kept, secret]))!;
      const stale = await b.log.readHead();
      const redactions = { events: [registry], replaced: [secret.sha256] };
      const head = { ...headOf([kept, covered]), form: 2, redactions } as const;
      const swapped = await a.log.swapHead(before, head, [covered], { isRedacting: true });
      expect(swapped?.head).toEqual(head);
      await a.log.erase?.([secret.sha256]);
      await a.log.erase?.([secret.sha256]);
      // Who saw the former head neither replaces the new one nor brings the old one back.
      const added = segment("added\n");
      const late = await b.log.swapHead(stale, headOf([kept, secret, added]), [added]);
      expect(late).toBeUndefined();
      const seen = await b.log.readHead();
      await b.log.erase?.([secret.sha256]);
      expect(seen.head).toEqual(head);
      for (const remote of [a, b]) {
        expect(Buffer.from(await remote.log.readSegment(seen, kept)).toString()).toBe("kept\n");
        expect(Buffer.from(await remote.log.readSegment(seen, covered)).toString()).toBe(
          "******\n",
        );
        await expect(remote.log.readSegment(seen, secret)).rejects.toMatchObject({
          refusal: { code: "remote-damaged" },
        });
      }
      // Both go on from there.
      const more = segment("more\n");
      const next = { ...headOf([kept, covered, more]), form: 2, redactions } as const;
      expect((await b.log.swapHead(seen, next, [more]))?.head).toEqual(next);
    });

    it("refuses a head that was replaced long ago", async () => {
      const place = await newPlace();
      const late = place.open();
      const old = await late.log.readHead();
      const { log } = place.open();
      const segments: NewSegment[] = [];
      let seen: SeenHead = await log.readHead();
      for (let count = 0; count < 3; count += 1) {
        segments.push(segment(`line ${count}\n`));
        seen = (await log.swapHead(seen, headOf(segments), segments.slice(-1)))!;
      }
      const added = segment("too late\n");
      expect(await late.log.swapHead(old, headOf([added]), [added])).toBeUndefined();
      expect((await late.log.readHead()).head).toEqual(headOf(segments));
    });

    it("loses no replacement when many try and try again", async () => {
      const place = await newPlace();
      const counts = 4;
      await Promise.all(
        Array.from({ length: 3 }, async (_, clone) => {
          const { log } = place.open();
          for (let count = 0; count < counts; count += 1) {
            const added = segment(`clone ${clone} line ${count}\n`);
            for (;;) {
              const seen = await log.readHead();
              const before = seen.head?.files[writer]?.segments ?? [];
              if (await log.swapHead(seen, headOf([...before, added]), [added])) break;
            }
          }
        }),
      );
      const { log } = place.open();
      const seen = await log.readHead();
      const segments = seen.head!.files[writer]!.segments;
      expect(segments).toHaveLength(3 * counts);
      const texts = await Promise.all(segments.map((each) => log.readSegment(seen, each)));
      expect(new Set(texts.map((bytes) => Buffer.from(bytes).toString())).size).toBe(3 * counts);
    });

    it("keeps segments that were replaced by a longer one, for who saw the old head", async () => {
      const place = await newPlace();
      const { log } = place.open();
      const short = segment("a\n");
      const old = (await log.swapHead(await log.readHead(), headOf([short]), [short]))!;
      const long = segment("a\nb\n");
      await log.swapHead(old, headOf([long]), [long]);
      expect(Buffer.from(await log.readSegment(old, short)).toString()).toBe("a\n");
      const now = await log.readHead();
      expect(Buffer.from(await log.readSegment(now, long)).toString()).toBe("a\nb\n");
    });

    it("takes a segment of 8 MB", async () => {
      const place = await newPlace();
      const { log } = place.open();
      const large = segment(randomBytes(8 * 1024 * 1024));
      await log.swapHead(await log.readHead(), headOf([large]), [large]);
      const other = place.open();
      const bytes = await other.log.readSegment(await other.log.readHead(), large);
      expect(Buffer.from(bytes).equals(large.bytes)).toBe(true);
    });

    it("says that it can't be reached, and stops when it is cancelled", async () => {
      const place = await newPlace();
      const { log, objects } = place.open();
      await log.readHead();
      if (!place.takeAway) return;
      await place.takeAway();
      await expect(log.readHead()).rejects.toMatchObject({
        refusal: { code: "remote-unreachable" },
      });
      await expect(objects.has([stored("x")])).rejects.toMatchObject({
        refusal: { code: "remote-unreachable" },
      });
    });
  });

  describe(`the objects of ${name}`, () => {
    it("come back byte for byte", async () => {
      const place = await newPlace();
      const content = randomBytes(3_000_000);
      const object = stored(content);
      const path = await writeObject(await newFolder(), content);
      const { objects } = place.open();
      expect([...(await objects.has([object]))]).toEqual([]);
      let sent = 0;
      await objects.put(object, path, { onBytes: (bytes) => (sent += bytes) });
      expect(sent).toBe(content.length);
      const other = place.open();
      const absent = stored("never put");
      expect([...(await other.objects.has([absent, object]))]).toEqual([object.sha256]);
      expect((await readObject(other, object)).equals(content)).toBe(true);
    });

    it("can be put again and by several at once", async () => {
      const place = await newPlace();
      const object = stored("same bytes");
      const path = await writeObject(await newFolder(), "same bytes");
      await Promise.all(Array.from({ length: 3 }, () => place.open().objects.put(object, path)));
      await place.open().objects.put(object, path);
      expect((await readObject(place.open(), object)).toString()).toBe("same bytes");
    });

    it("are not there after a put of other bytes, or of half of them", async () => {
      const place = await newPlace();
      const object = stored("what was registered");
      const folder = await newFolder();
      const changed = await writeObject(folder, "what was changed..!");
      const { objects } = place.open();
      await expect(objects.put(object, changed)).rejects.toMatchObject({
        refusal: { code: "artifact-changed" },
      });
      await truncate(await writeObject(folder, "what was registered"), 7);
      await expect(objects.put(object, changed)).rejects.toMatchObject({
        refusal: { code: "artifact-changed" },
      });
      expect((await objects.has([object])).size).toBe(0);
      await expect(readObject(place.open(), object)).rejects.toMatchObject({
        refusal: { code: "artifact-missing" },
      });
    });

    it("are not there after a put that was cancelled", async () => {
      const place = await newPlace();
      const content = randomBytes(1_000);
      const object = stored(content);
      const path = await writeObject(await newFolder(), content);
      const cancelled = AbortSignal.abort();
      await expect(place.open().objects.put(object, path, { signal: cancelled })).rejects.toThrow();
      expect((await place.open().objects.has([object])).size).toBe(0);
    });

    it("are gone once they are removed, where that can be done", async () => {
      const place = await newPlace();
      const { objects } = place.open();
      const content = randomBytes(1_000);
      const object = stored(content);
      await objects.put(object, await writeObject(await newFolder(), content));
      if (!objects.remove) return;
      await objects.remove([object.sha256]);
      await objects.remove([object.sha256]);
      expect((await place.open().objects.has([object])).size).toBe(0);
    });

    it("may be empty", async () => {
      const place = await newPlace();
      const object = stored("");
      await place.open().objects.put(object, await writeObject(await newFolder(), ""));
      expect((await place.open().objects.has([object])).size).toBe(1);
      expect((await readObject(place.open(), object)).length).toBe(0);
    });
  });
}

export function segment(content: string | Uint8Array): NewSegment {
  const bytes = Buffer.from(content);
  return { bytes, size: bytes.length, sha256: digest(bytes) };
}

function headOf(
  segments: readonly { readonly sha256: Sha256; readonly size: number }[],
): RemoteHead {
  const length = segments.reduce((sum, { size }) => sum + size, 0);
  const hash = digest(Buffer.from("the last line"));
  const plain = segments.map(({ sha256, size }) => ({ sha256, size }));
  return {
    form: 1,
    registries: [registry],
    files: { [writer]: { length, lines: segments.length, hash, segments: plain } },
  };
}

export function stored(content: string | Uint8Array): StoredBytes {
  const bytes = Buffer.from(content);
  return { sha256: digest(bytes), size: bytes.length };
}

function digest(bytes: Uint8Array): Sha256 {
  return Sha256.parse(createHash("sha256").update(bytes).digest("hex"));
}

export async function writeObject(folder: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, "object");
  await writeFile(path, content);
  return path;
}

export async function readObject(remote: Remote, object: StoredBytes): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of remote.objects.get(object)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
