/** A member of a tar to write. */
export interface MemberToWrite {
  readonly name: string;
  readonly content?: Uint8Array;
  /** `2` for a symbolic link, `L` for a long name of GNU, `x` for records of pax. */
  readonly type?: string;
  readonly link?: string;
}

/** Writes a tar as POSIX describes it (ustar). */
export function writeTar(members: readonly MemberToWrite[]): Buffer {
  const blocks = members.flatMap(({ name, content = Buffer.alloc(0), type = "0", link = "" }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write("0000644\0", 100);
    header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write(type, 156);
    header.write(link, 157, 100);
    header.write("ustar\u000000", 257);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
