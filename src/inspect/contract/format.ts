import type { Finding, ModelDescription, TensorInfo } from "../../core/model/inspection.ts";
import type { Source, Surroundings } from "./source.ts";

/** Result of reading a file of a format. */
export interface Reading {
  /** All but the format's id, which is the reader's own, and the findings. */
  readonly description: Omit<ModelDescription, "format" | "findings">;
  readonly tensors?: readonly TensorInfo[];
  readonly findings?: readonly Finding[];
}

/** Result of inspecting a file within an archive. */
export interface InspectedMember {
  /** The format's id. */
  readonly format: string;
  readonly reading: Reading;
}

export interface FileToRead {
  readonly source: Source;
  /** The first bytes of the file, up to 64 KiB. */
  readonly head: Uint8Array;
  readonly beside: Surroundings;
  /**
   * Reads a file within this one, as the file it is; undefined when it is of no known format. An
   * archive within too many others is not looked into.
   */
  inspectMember(member: Source): Promise<InspectedMember | undefined>;
  /** Raised when the person has cancelled or the time is over: readers check it in long loops. */
  readonly signal: AbortSignal;
}

/** A model format that is one file. Readers throw `Unreadable` for whatever is not as it must be. */
export interface FileFormat {
  /** E.g. `onnx`; stable, recorded with versions. */
  readonly id: string;
  /** Usual file name endings, lower case, with the dot. */
  readonly extensions: readonly string[];
  /** True for files that stand for others and have their names: no name contradicts the format. */
  readonly standsForAnother?: true;
  /** Files of it are text, JSON or XML: being that is no sign of another content. */
  readonly isText?: true;
  /**
   * Returns true if the content is of this format, from the head or a few small reads. Never
   * throws.
   */
  recognise(file: FileToRead): boolean | Promise<boolean>;
  read(file: FileToRead): Promise<Reading>;
  /**
   * Returns the files that this one names as parts of itself, relative to its folder, whether they are
   * there or not.
   */
  parts?(file: FileToRead): Promise<readonly string[]>;
}

export interface FolderToRead {
  readonly name: string;
  /** Relative paths of the files within, sorted; at most 10,000. */
  readonly paths: readonly string[];
  readonly inside: Surroundings;
  /** As of a file. */
  readonly inspectMember: FileToRead["inspectMember"];
  readonly signal: AbortSignal;
}

/** A model format that is a folder: SavedModel, MLflow model, Hugging Face model, mlpackage. */
export interface FolderFormat {
  readonly id: string;
  recognise(folder: FolderToRead): boolean | Promise<boolean>;
  read(folder: FolderToRead): Promise<Reading>;
}

/** Error for bytes that are not as the format requires. `message` is for the user. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
  /** Place of the problem: an offset, an entry. */
  readonly where: string | undefined;

  constructor(message: string, where?: string) {
    super(message);
    this.where = where;
  }
}
