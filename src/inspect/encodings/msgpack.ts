import { Unreadable } from "../contract/format.ts";
import { viewOf } from "./bytes.ts";

type Scalar = number | bigint | boolean | null;

/**
 * Beginning of a value of MessagePack. `start` is where its content lies: the entries of a list or map,
 * the bytes of a text; of a scalar it is where the next value begins.
 */
export type Item = { readonly start: number } & (
  | { readonly kind: "scalar"; readonly value: Scalar }
  | { readonly kind: "text" | "bytes"; readonly length: number }
  | { readonly kind: "list" | "map"; readonly length: number }
  | { readonly kind: "extension"; readonly length: number; readonly type: number }
);

/** A tag, the widest number or length, and the type of an extension. */
export const longestHead = 10;

/**
 * Reads the beginning of a value.
 * https://github.com/msgpack/msgpack/blob/master/spec.md
 *
 * @param head its first bytes, up to `longestHead` of them
 * @param position where it is in the file
 */
export function readItem(head: Uint8Array, position: number): Item {
  const tag = head[0];
  if (tag === undefined) throw cutShort(position);
  if (tag < 0x80) return { kind: "scalar", value: tag, start: position + 1 };
  if (tag < 0x90) return { kind: "map", length: tag & 0x0f, start: position + 1 };
  if (tag < 0xa0) return { kind: "list", length: tag & 0x0f, start: position + 1 };
  if (tag < 0xc0) return { kind: "text", length: tag & 0x1f, start: position + 1 };
  if (tag >= 0xe0) return { kind: "scalar", value: tag - 0x100, start: position + 1 };
  return readTagged(head, tag, position);
}

/** Values of a fixed width after their tag. */
const scalars: ReadonlyMap<number, readonly [number, (view: DataView) => Scalar]> = new Map<
  number,
  readonly [number, (view: DataView) => Scalar]
>([
  [0xc0, [0, () => null]],
  [0xc2, [0, () => false]],
  [0xc3, [0, () => true]],
  [0xca, [4, (view) => view.getFloat32(1)]],
  [0xcb, [8, (view) => view.getFloat64(1)]],
  [0xcc, [1, (view) => view.getUint8(1)]],
  [0xcd, [2, (view) => view.getUint16(1)]],
  [0xce, [4, (view) => view.getUint32(1)]],
  [0xcf, [8, (view) => view.getBigUint64(1)]],
  [0xd0, [1, (view) => view.getInt8(1)]],
  [0xd1, [2, (view) => view.getInt16(1)]],
  [0xd2, [4, (view) => view.getInt32(1)]],
  [0xd3, [8, (view) => view.getBigInt64(1)]],
]);

/** Values that have a length of one, two or four bytes after their tag. */
const sized: ReadonlyMap<
  number,
  readonly ["bytes" | "extension" | "text" | "list" | "map", number]
> = new Map([
  [0xc4, ["bytes", 1]],
  [0xc5, ["bytes", 2]],
  [0xc6, ["bytes", 4]],
  [0xc7, ["extension", 1]],
  [0xc8, ["extension", 2]],
  [0xc9, ["extension", 4]],
  [0xd9, ["text", 1]],
  [0xda, ["text", 2]],
  [0xdb, ["text", 4]],
  [0xdc, ["list", 2]],
  [0xdd, ["list", 4]],
  [0xde, ["map", 2]],
  [0xdf, ["map", 4]],
]);

function readTagged(head: Uint8Array, tag: number, position: number): Item {
  const view = viewOf(head);
  const scalar = scalars.get(tag);
  if (scalar) {
    const [width, value] = scalar;
    if (head.length < 1 + width) throw cutShort(position);
    return { kind: "scalar", value: value(view), start: position + 1 + width };
  }
  if (tag >= 0xd4 && tag <= 0xd8) {
    if (head.length < 2) throw cutShort(position);
    const length = 2 ** (tag - 0xd4);
    return { kind: "extension", length, type: view.getInt8(1), start: position + 2 };
  }
  const [kind, width] = sized.get(tag) ?? [];
  if (kind === undefined || width === undefined) {
    throw new Unreadable("There is no value of MessagePack here", `byte ${position}`);
  }
  if (head.length < 1 + width) throw cutShort(position);
  const length =
    width === 1 ? view.getUint8(1) : width === 2 ? view.getUint16(1) : view.getUint32(1);
  const start = position + 1 + width;
  if (kind !== "extension") return { kind, length, start };
  if (head.length < 2 + width) throw cutShort(position);
  return { kind, length, type: view.getInt8(1 + width), start: start + 1 };
}

function cutShort(position: number): Unreadable {
  return new Unreadable("The file is cut short", `byte ${position}`);
}
