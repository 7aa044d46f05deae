import type { Finding, TensorInfo } from "../../../core/model/inspection.ts";
import { count } from "../../../core/text/format.ts";
import { Unreadable } from "../../contract/format.ts";
import { elementCount } from "../../contract/tensors.ts";
import { u64, type Bytes } from "../bytes.ts";
import { largeContent } from "../large-content.ts";
import { textOfAttribute } from "./attribute-text.ts";
import { denseStorageOf, readDenseMessages } from "./dense-messages.ts";
import { readLinks } from "./links.ts";
import { addressAt, messageTypes, readMessages, type Message } from "./object-header.ts";
import { parseAttribute, parseDataspace, parseDatatype } from "./types.ts";

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const maxObjects = 1_000_000;
const maxDepth = 64;

export interface Hdf5Contents {
  /** Attributes of the root group that are texts. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly datasets: readonly TensorInfo[];
  readonly findings: readonly Finding[];
  /** False if some groups or root attributes are stored in a way that is not supported. */
  readonly isComplete: boolean;
}

/**
 * Returns the offset (bytes) at which HDF5 begins in a file: 0, or behind a user block of 512,
 * 1024, 2048… (specification II.A). Undefined if HDF5 does not begin within the head.
 */
export function startOfHdf5(head: Uint8Array): number | undefined {
  for (let at = 0; at + 16 <= head.length; at = at === 0 ? 512 : at * 2) {
    if (isSignature(head, at)) return at;
  }
  return undefined;
}

function isSignature(head: Uint8Array, at = 0): boolean {
  return signature.every((byte, index) => head[at + index] === byte);
}

/**
 * Reads the groups, datasets and root attributes of an HDF5 file, without the data. The library
 * h5wasm is not used, because it needs the whole file in the memory of its WebAssembly, or a file
 * system that reads synchronously. HDF5 File Format Specification 3.0,
 * https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html
 *
 * @param bytes those behind the user block
 * @param start size of the user block in bytes
 */
export async function readHdf5(bytes: Bytes, start = 0): Promise<Hdf5Contents> {
  const datasets: TensorInfo[] = [];
  const findings: Finding[] = [];
  const visited = new Set<number>();
  const root = await rootAddress(bytes, start);
  const attributes = await readAttributes(bytes, await readMessages(bytes, root));
  let { isComplete } = attributes;
  const pending = [{ address: root, path: "", depth: 0 }];
  for (let object = pending.pop(); object; object = pending.pop()) {
    const { address, path, depth } = object;
    if (visited.has(address)) continue;
    visited.add(address);
    if (visited.size > maxObjects || depth > maxDepth) {
      throw new Unreadable("The file has too many groups", path);
    }
    const messages = await readMessages(bytes, address);
    findings.push(...externalFiles(messages, path));
    const dataset = datasetOf(messages, path);
    if (dataset) datasets.push(dataset);
    const group = await readLinks(bytes, messages);
    isComplete &&= group.isComplete;
    for (const link of group.links.toReversed()) {
      const linkPath = path === "" ? link.name : `${path}/${link.name}`;
      if (link.isExternal) findings.push(outside(linkPath));
      if (link.address !== undefined) {
        pending.push({ address: link.address, path: linkPath, depth: depth + 1 });
      }
    }
  }
  const size = datasets.reduce((sum, dataset) => sum + (dataset.size ?? 0), 0);
  findings.push(...largeContent("the file", { stored: bytes.size, size }));
  return { attributes: attributes.texts, datasets, findings, isComplete };
}

/** The superblock (specification II), versions 0 to 3, with addresses of eight bytes as all libraries write. */
async function rootAddress(bytes: Bytes, userBlock: number): Promise<number> {
  const start = await bytes.at(0, 16);
  const version = start[8] ?? 0;
  if (!isSignature(start) || version > 3)
    throw new Unreadable(`Version ${version} of HDF5 is not known`, "byte 8");
  const isOld = version < 2;
  const [offsetSize, lengthSize] = isOld ? [start[13], start[14]] : [start[9], start[10]];
  if (offsetSize !== 8 || lengthSize !== 8) {
    throw new Unreadable("Addresses of this size are not read here", "byte 9");
  }
  const addresses = isOld ? 24 + 4 * version : 12;
  const block = await bytes.at(addresses, 48);
  const end = u64(block, 16);
  // Addresses count from the base, which is where the user block ends.
  if (addressAt(block, 0) !== userBlock)
    throw new Unreadable("The file does not begin at its beginning");
  if (end > bytes.size + userBlock) {
    throw new Unreadable(
      `The file is cut short: ${count(end - bytes.size - userBlock, "byte")} missing at its end`,
    );
  }
  const root = isOld ? addressAt(block, 40) : addressAt(block, 24);
  if (root === undefined) throw new Unreadable("The file has no root group");
  return root;
}

interface RootAttributes {
  readonly texts: ReadonlyMap<string, string>;
  readonly isComplete: boolean;
}

/** Reads the attributes in the header, and, when they are many or large, those in a heap. */
async function readAttributes(bytes: Bytes, messages: readonly Message[]): Promise<RootAttributes> {
  const found: Uint8Array[] = [];
  let isComplete = true;
  for (const { type, data, isShared } of messages) {
    if (type === messageTypes.attribute && !isShared) found.push(data);
    if (type !== messageTypes.attributeInfo) continue;
    const storage = denseStorageOf(data, 2);
    const dense = storage ? await readDenseMessages(bytes, storage, "attributeName") : [];
    isComplete &&= dense !== undefined;
    for (const message of dense ?? []) found.push(message);
  }
  const texts = new Map<string, string>();
  for (const data of found) {
    const attribute = parseAttribute(data);
    const text = attribute && (await textOfAttribute(bytes, attribute));
    if (attribute && text !== undefined) texts.set(attribute.name, text);
  }
  return { texts, isComplete };
}

function datasetOf(messages: readonly Message[], name: string): TensorInfo | undefined {
  const space = messages.find(({ type }) => type === messageTypes.dataspace);
  const type = messages.find((message) => message.type === messageTypes.datatype);
  if (!space || !type) return undefined;
  const shape = space.isShared ? [] : parseDataspace(space.data);
  if (type.isShared) return { name, dtype: "unknown", shape };
  const { name: dtype, size } = parseDatatype(type.data);
  return { name, dtype, shape, size: size * elementCount(shape, name) };
}

/** An external data files message: the values of a dataset are in files of the machine. */
function externalFiles(messages: readonly Message[], path: string): Finding[] {
  const hasFiles = messages.some(({ type }) => type === messageTypes.externalFiles);
  return hasFiles ? [outside(path)] : [];
}

function outside(where: string): Finding {
  return {
    code: "hdf5-external",
    severity: "danger",
    message:
      "A part of the file is taken from another file of the machine, which loading would read.",
    where,
  };
}
