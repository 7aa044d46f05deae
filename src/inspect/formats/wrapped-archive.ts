import type { FileFormat } from "../contract/format.ts";
import { archiveKind } from "../encodings/archive-kind.ts";
import { isZip } from "../encodings/zip/recognise-zip.ts";
import { compressionOf } from "./joblib/compression.ts";

/** A file in a container that can't be looked into here: nothing is claimed about what it holds. */
export const wrappedArchive: FileFormat = {
  id: "archive",
  extensions: [".7z", ".rar", ".zst"],
  recognise: ({ head }) =>
    archiveKind(head) !== undefined && !isZip(head) && compressionOf(head) === undefined,
  read({ head }) {
    const kind = archiveKind(head) ?? "an archive";
    return Promise.resolve({
      description: { verdict: "unreadable" },
      findings: [
        {
          code: "archive-unread",
          severity: "warning",
          message: `The file is ${kind}, which can't be looked into here: unpack it and inspect what it holds.`,
        },
      ],
    });
  },
};
