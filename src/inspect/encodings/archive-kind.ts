/** Signatures of containers that models are wrapped in and that can't be looked into here. */
const signatures: readonly (readonly [signature: string, name: string])[] = [
  ["PK\x03\x04", "a zip"],
  ["7z\xbc\xaf\x27\x1c", "a 7z archive"],
  ["Rar!\x1a\x07", "a RAR archive"],
  ["\xfd7zXZ\0", "compressed with xz"],
  ["BZh", "compressed with bzip2"],
  ["\x28\xb5\x2f\xfd", "compressed with zstd"],
  ["\x04\x22\x4d\x18", "compressed with lz4"],
  ["\x1f\x8b\x08", "compressed with gzip"],
  ["MSCF", "a cabinet archive"],
];

/** Returns the kind of container that bytes begin like, as a noun phrase; undefined if none. */
export function archiveKind(head: Uint8Array): string | undefined {
  const start = Buffer.from(head.subarray(0, 8)).toString("latin1");
  return signatures.find(([signature]) => start.startsWith(signature))?.[1];
}
