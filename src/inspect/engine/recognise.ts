import type { Finding } from "../../core/model/inspection.ts";
import { formatName } from "../../core/text/display-names.ts";
import type { FileFormat, FileToRead } from "../contract/format.ts";
import { commonContent, type CommonContent } from "../encodings/common-content.ts";

/** Endings that many kinds of files have: no claim to be a model of any format. */
const commonExtensions = new Set([
  ".json",
  ".txt",
  ".bin",
  ".pb",
  ".xml",
  ".model",
  ".zip",
  ".data",
  ".index",
  ".msgpack",
  ".vec",
  ".mat",
]);

export interface Recognition {
  readonly format: FileFormat;
  /** Finding that the name doesn't match the content. */
  readonly mismatch?: Finding;
}

/**
 * Returns the format of a file: by its content; if no format recognises that, by its name, so that
 * a damaged file is reported as its intended format. Undefined if neither is known, and for content
 * that is known to be no model, whatever its name.
 */
export async function recognise(
  file: FileToRead,
  formats: readonly FileFormat[],
): Promise<Recognition | undefined> {
  const { name } = file.source;
  const byName = formatsByName(name, formats);
  const byContent: FileFormat[] = [];
  for (const format of formats) {
    if (await format.recognise(file)) byContent.push(format);
  }
  const pointer = byContent.find(({ standsForAnother }) => standsForAnother);
  if (pointer) return { format: pointer };
  const agreed = byContent.find((format) => byName.formats.includes(format));
  if (agreed) return { format: agreed };
  const [content] = byContent;
  const [named] = byName.formats;
  if (content && named) {
    return { format: content, mismatch: mismatch(`looks like ${formatName(content.id)}`, byName) };
  }
  if (content) return { format: content };
  if (!named || commonExtensions.has(byName.extension)) return undefined;
  if (otherContent(file, byName)) return undefined;
  return { format: named, mismatch: mismatch(`is not ${formatName(named.id)}`, byName) };
}

/** Explains why a file is of no known format. */
export function explainUnknown(file: FileToRead, formats: readonly FileFormat[]): Finding {
  const byName = formatsByName(file.source.name, formats);
  const content = otherContent(file, byName);
  if (content && byName.formats.length > 0) return mismatch(`is ${content.name}`, byName);
  const message = content && !content.isPlainText ? `The file is ${content.name}.` : noFormat;
  return {
    code: "unknown-format",
    severity: "info",
    message: file.source.size === 0 ? "The file is empty." : message,
  };
}

const noFormat = "Neither the content nor the name is that of a known model format.";

/** Returns the common content of a file, if it is not what the formats of its name have too. */
function otherContent(file: FileToRead, { formats }: NamedFormats): CommonContent | undefined {
  const content = commonContent(file.head);
  return content?.isPlainText && formats.some(({ isText }) => isText) ? undefined : content;
}

interface NamedFormats {
  readonly extension: string;
  readonly formats: readonly FileFormat[];
}

/** The formats whose extension the name has; the longest extension that fits decides. */
function formatsByName(name: string, formats: readonly FileFormat[]): NamedFormats {
  const lower = name.toLowerCase();
  let extension = "";
  for (const candidate of formats.flatMap(({ extensions }) => extensions)) {
    if (lower.endsWith(candidate) && candidate.length > extension.length) extension = candidate;
  }
  return {
    extension,
    formats: formats.filter(({ extensions }) => extensions.includes(extension)),
  };
}

function mismatch(content: string, { extension, formats }: NamedFormats): Finding {
  const names = formats.map(({ id }) => formatName(id)).join(" or ");
  return {
    code: "extension-mismatch",
    severity: "warning",
    message: `The name ends in ${extension}, which is usual for ${names}, but the content ${content}.`,
  };
}
