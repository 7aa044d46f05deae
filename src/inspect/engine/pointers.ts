import {
  fetchCommand,
  maxPointerSize,
  pointerProblem,
  readPointer,
  type Pointer,
} from "../../core/pointers/pointer.ts";
import { inEnglish } from "../../core/text/language.ts";
import { Unreadable, type FileFormat, type FileToRead, type Reading } from "../contract/format.ts";
import { utf8 } from "../encodings/bytes.ts";

/** Files beside a pointer that are looked at for what it stands for. */
const maxBeside = 10_000;

/** Files that stand for others, whose bytes Git LFS, DVC or git-annex keep elsewhere. */
export const pointerFormats: readonly FileFormat[] = [
  pointerFormat("git-lfs-pointer", "Git LFS"),
  pointerFormat("dvc-file", "DVC"),
  pointerFormat("git-annex-pointer", "git-annex"),
];

function pointerFormat(id: string, tool: Pointer["tool"]): FileFormat {
  return {
    id,
    extensions: [],
    standsForAnother: true,
    recognise: async (file) => {
      const pointer = pointerIn(file);
      return pointer?.tool === tool && !(await hasTarget(file, pointer));
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- what it throws must be a rejection
    read: async (file) => readingOf(file),
  };
}

function pointerIn({ source, head }: FileToRead): Pointer | undefined {
  return source.size > maxPointerSize ? undefined : readPointer(source.name, utf8(head));
}

/**
 * Returns true if the target of a DVC file lies beside it: then the file describes no missing
 * model.
 */
async function hasTarget({ beside }: FileToRead, { target }: Pointer): Promise<boolean> {
  if (target === undefined) return false;
  if (typeof (await beside.open(target)) !== "string") return true;
  return (await beside.list(maxBeside)).some((path) => path.startsWith(`${target}/`));
}

function readingOf(file: FileToRead): Reading {
  const pointer = pointerIn(file);
  if (!pointer) throw new Unreadable("The file has changed");
  const command = fetchCommand(pointer.tool, { paths: [file.source.name] });
  const digests = Object.entries(pointer.digests).filter(([, digest]) => digest !== undefined);
  return {
    description: {
      verdict: "unreadable",
      metadata: {
        ...(pointer.target !== undefined && { "stands for": pointer.target }),
        ...(pointer.size !== undefined && { size: String(pointer.size) }),
        ...Object.fromEntries(digests.map(([name, digest]) => [name, String(digest)])),
      },
    },
    findings: [
      {
        code: "pointer",
        severity: "warning",
        // Recorded with the version.
        message: `It ${inEnglish(() => pointerProblem(pointer))}. Fetch it with: ${command}`,
      },
    ],
  };
}
