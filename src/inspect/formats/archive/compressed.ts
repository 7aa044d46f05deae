import type { Finding } from "../../../core/model/inspection.ts";
import { memberLimit, memorySource, type ArchiveContents } from "../../contract/archive-member.ts";
import type { FileFormat, FileToRead, Reading } from "../../contract/format.ts";
import type { Source } from "../../contract/source.ts";
import { ByteCursor, type ByteSupply } from "../../encodings/byte-cursor.ts";
import { commonContent } from "../../encodings/common-content.ts";
import { countBytes, largeContent, type CountedSupply } from "../../encodings/large-content.ts";
import { compressionOf, contentOf, type JoblibCompression } from "../joblib/compression.ts";
import { describeArchive, judgeArchive, type ArchiveJudgement } from "./judge-archive.ts";
import { isTar, streamedTarMembers, tooLargeToUnpack } from "./tar-members.ts";

const headSize = 512;

/** Compressions whose first bytes are unique. */
const certain: ReadonlySet<JoblibCompression> = new Set(["gzip", "bzip2", "xz", "lz4"]);

/** A file that is compressed as a whole, and a tar that is: `model.tar.gz`. */
export const compressed: FileFormat = {
  id: "compressed",
  extensions: [".gz", ".tgz", ".bz2", ".xz", ".lz4"],
  recognise: ({ head }) => {
    const compression = compressionOf(head);
    return compression !== undefined && certain.has(compression);
  },
  async read(file) {
    const compression = compressionOf(file.head);
    if (compression === undefined || !certain.has(compression))
      return unreadable("is not compressed");
    let consumed = 0;
    const source: Source = {
      ...file.source,
      async read(offset, length) {
        const bytes = await file.source.read(offset, length);
        consumed = Math.max(consumed, offset + bytes.length);
        return bytes;
      },
    };
    const supply = countBytes(contentOf({ ...file, source }, compression));
    try {
      return await readContent(file, supply, { compression, consumed: () => consumed });
    } finally {
      supply.close?.();
    }
  },
};

async function readContent(
  file: FileToRead,
  supply: CountedSupply,
  { compression, consumed }: { readonly compression: string; readonly consumed: () => number },
): Promise<Reading> {
  const cursor = new ByteCursor(supply);
  const start = await cursor.peek(headSize);
  const metadata = { compression };
  const contents = isTar(start)
    ? streamedTarMembers(fromCursor(cursor), file.signal)
    : onlyMember(file.source.name, cursor);
  const judgement = await judgeArchive(file, contents);
  const expansion = { stored: consumed(), size: supply.passed(), least: true };
  const large = largeContent("the file", expansion);
  const findings = [...large, ...judgement.findings, ...noModel(start, judgement)];
  return describeArchive({ ...judgement, findings }, { isItsModel: true, metadata });
}

/** Returns a finding if the content is known to be no model, such as a web page. */
function noModel(start: Uint8Array, { models, names }: ArchiveJudgement): Finding[] {
  const content = models.length > 0 || names.length > 1 ? undefined : commonContent(start);
  if (!content) return [];
  const message = `The compressed content is ${content.name}.`;
  return [{ code: "compressed-content", severity: "info", message }];
}

/** Returns the compressed content as the only member, named like the file without its ending. */
function onlyMember(name: string, cursor: ByteCursor): ArchiveContents {
  async function* members(): ArchiveContents["members"] {
    const bytes = Uint8Array.from(await cursor.peek(memberLimit));
    const inner = name.replace(/\.(gz|bz2|xz|lz4)$/i, "");
    if (bytes.length === memberLimit)
      yield { name: inner, size: bytes.length, unread: tooLargeToUnpack };
    else yield { name: inner, size: bytes.length, source: memorySource(inner, bytes) };
  }
  return { members: members(), findings: [] };
}

/** Supplies the rest of a cursor of which some bytes have been read. */
function fromCursor(cursor: ByteCursor): ByteSupply {
  return {
    async next() {
      await cursor.fill(1);
      return cursor.take(cursor.available);
    },
    async skip(count) {
      const before = cursor.offset;
      try {
        await cursor.skip(count);
      } catch {
        return cursor.offset - before;
      }
      return count;
    },
  };
}

function unreadable(why: string): Reading {
  return {
    description: { verdict: "unreadable" },
    findings: [{ code: "not-readable", severity: "warning", message: `The file ${why}.` }],
  };
}
