import { Unreadable } from "../../contract/format.ts";
import { u16, u64, utf8, zeroTerminated, type Bytes } from "../bytes.ts";
import { denseStorageOf, readDenseMessages } from "./dense-messages.ts";
import { addressAt, messageTypes, type Message } from "./object-header.ts";
import { numberAt } from "./types.ts";

/** Link from a group to one of its members. */
export interface Link {
  readonly name: string;
  /** Address of its object header; undefined for a link by name. */
  readonly address: number | undefined;
  /** The member is in another file. */
  readonly isExternal: boolean;
}

export interface Links {
  readonly links: readonly Link[];
  /** False if the group keeps more links in a way that is not read here. */
  readonly isComplete: boolean;
}

const maxLinks = 200_000;
/** Bytes of the names of one group at most. */
const maxNames = 64 * 1024 * 1024;
const maxNodes = 100_000;
const maxLevel = 16;
const linkTypes = { hard: 0, external: 64 } as const;
const softLinkCache = 2;

/**
 * The members of a group. Groups are either a B-tree with a heap of names (h5py's default), or
 * messages in the header, or, when these are many, in a fractal heap (`track_order`, `libver="latest"`).
 */
export async function readLinks(bytes: Bytes, messages: readonly Message[]): Promise<Links> {
  const links: Link[] = [];
  let isComplete = true;
  for (const { type, data } of messages) {
    if (type === messageTypes.link) links.push(parseLink(data));
    else if (type === messageTypes.linkInfo) {
      const storage = denseStorageOf(data, 8);
      const dense = storage ? await readDenseMessages(bytes, storage, "linkName") : [];
      isComplete &&= dense !== undefined;
      const found = (dense ?? []).map(parseLink);
      // The index has them in the order of their hashes.
      for (const link of found.sort((a, b) => (a.name < b.name ? -1 : 1))) links.push(link);
    } else if (type === messageTypes.symbolTable) {
      const [tree, heap] = [addressAt(data, 0), addressAt(data, 8)];
      if (tree === undefined || heap === undefined) throw new Unreadable("A group is nowhere");
      links.push(...(await readSymbolTable(bytes, tree, heap)));
    }
  }
  return { links, isComplete };
}

/** A link message (specification IV.A.2.g). */
function parseLink(data: Uint8Array): Link {
  const flags = data[1] ?? 0;
  let at = 2;
  const type = (flags & 8) === 0 ? linkTypes.hard : (data[at++] ?? 0);
  if ((flags & 4) !== 0) at += 8;
  if ((flags & 0x10) !== 0) at += 1;
  const sizeLength = 2 ** (flags & 3);
  const size = numberAt(data, at, sizeLength);
  at += sizeLength;
  if (at + size > data.length) throw new Unreadable("A link is cut off");
  return {
    name: utf8(data.subarray(at, at + size)),
    address: type === linkTypes.hard ? addressAt(data, at + size) : undefined,
    isExternal: type === linkTypes.external,
  };
}

/** A B-tree of version 1 over symbol table nodes (specification III.A.1, III.B), and its heap (III.D). */
async function readSymbolTable(bytes: Bytes, tree: number, heap: number): Promise<Link[]> {
  const header = await signed(bytes, heap, "HEAP", 32);
  const segment = addressAt(header, 24);
  const size = u64(header, 8);
  if (segment === undefined || size > maxNames) {
    throw new Unreadable("The names of a group are nowhere", `byte ${heap}`);
  }
  const names = await bytes.at(segment, size);
  const links: Link[] = [];
  const visited = new Set<number>();
  const pending = [{ address: tree, level: maxLevel }];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (visited.has(node.address) || visited.size > maxNodes) {
      throw new Unreadable("A group contains itself", `byte ${node.address}`);
    }
    visited.add(node.address);
    const start = await bytes.at(node.address, 4);
    if (String.fromCharCode(...start) === "SNOD") {
      links.push(...(await readSymbols(bytes, node.address, names)));
      if (links.length > maxLinks) throw new Unreadable("A group has too many members");
      continue;
    }
    const children = await readTreeNode(bytes, node.address, node.level);
    for (const child of children.toReversed())
      pending.push({ address: child, level: node.level - 1 });
  }
  return links;
}

async function readTreeNode(bytes: Bytes, address: number, maxDepth: number): Promise<number[]> {
  const node = await signed(bytes, address, "TREE", 24);
  const used = u16(node, 6);
  if (node[4] !== 0 || maxDepth < 0)
    throw new Unreadable("A group's tree is broken", `byte ${address}`);
  const entries = await bytes.at(address + 24, 16 * used + 8);
  return Array.from({ length: used }, (_, index) => u64(entries, 16 * index + 8));
}

async function readSymbols(bytes: Bytes, address: number, names: Uint8Array): Promise<Link[]> {
  const node = await signed(bytes, address, "SNOD", 8);
  const count = u16(node, 6);
  const entries = await bytes.at(address + 8, 40 * count);
  return Array.from({ length: count }, (_, index) => {
    const entry = entries.subarray(40 * index);
    const isSoft = u16(entry, 16) === softLinkCache;
    return {
      name: zeroTerminated(names.subarray(u64(entry))),
      address: isSoft ? undefined : addressAt(entry, 8),
      isExternal: false,
    };
  });
}

/** A structure that begins with a signature. */
async function signed(
  bytes: Bytes,
  address: number,
  signature: string,
  size: number,
): Promise<Uint8Array> {
  const data = await bytes.at(address, size);
  if (String.fromCharCode(...data.subarray(0, 4)) === signature) return data;
  throw new Unreadable(`There is no ${signature} where one must be`, `byte ${address}`);
}
