import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import { Bytes, utf8 } from "../../encodings/bytes.ts";
import { readText } from "../../encodings/parse-json.ts";
import { leads } from "../../sources/folder-surroundings.ts";
import { tensorflowCheckpoint } from "./checkpoint.ts";

const maxState = 4 * 1024 * 1024;

/**
 * The file `checkpoint`, in which TensorFlow keeps which of a folder's checkpoints is the latest
 * (`CheckpointState`, checkpoint_state.proto, as text). It stands for that one here.
 */
export const checkpointState: FileFormat = {
  id: "tensorflow-checkpoint-state",
  extensions: [],

  recognise: ({ head }) => /^\s*model_checkpoint_path\s*:\s*"/.test(utf8(head.subarray(0, 4096))),

  async read(file: FileToRead): Promise<Reading> {
    const latest = await latestOf(file);
    const index = await openIndex(file, latest);
    if (!index) {
      return {
        description: { framework: "tensorflow", verdict: "unreadable" },
        findings: [
          {
            code: "tensorflow-checkpoint-missing",
            severity: "warning",
            message: "The latest checkpoint is not beside the file that names it.",
            where: `${latest}.index`,
          },
        ],
      };
    }
    const reading = await tensorflowCheckpoint.read(index);
    const metadata = { ...reading.description.metadata, latest };
    return { ...reading, description: { ...reading.description, metadata } };
  },

  async parts(file) {
    const latest = await latestOf(file);
    const index = await openIndex(file, latest);
    const data = (index && (await tensorflowCheckpoint.parts?.(index))) ?? [];
    return [`${latest}.index`, ...data];
  },
};

async function openIndex(file: FileToRead, latest: string): Promise<FileToRead | undefined> {
  const source = await file.beside.open(`${latest}.index`);
  return typeof source === "string" ? undefined : { ...file, source };
}

/** Returns the latest checkpoint; where its path is absolute, it is of the machine that wrote it. */
async function latestOf({ source, signal }: FileToRead): Promise<string> {
  const text = await readText(new Bytes(source, signal), maxState, "The file");
  const [, path] = /^\s*model_checkpoint_path\s*:\s*"((?:[^"\\\n]|\\.)*)"/.exec(text) ?? [];
  if (path === undefined) throw new Unreadable("The file names no checkpoint");
  const isElsewhere = leads(path) || path.includes("://");
  const name = isElsewhere
    ? path.slice(Math.max(...["/", "\\"].map((c) => path.lastIndexOf(c))) + 1)
    : path;
  if (name === "" || leads(name)) throw new Unreadable("The file names no checkpoint");
  return name;
}
