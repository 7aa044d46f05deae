import { parseDocument } from "yaml";
import * as z from "zod";
import type { Pointer } from "./pointer.ts";

/** The one output of a `.dvc` file (dvc.org/doc/user-guide/project-structure/dvc-files). */
const DvcFile = z.object({
  outs: z.tuple([
    z.object({
      path: z.string().min(1).max(1024),
      md5: z.string().max(256).optional(),
      hash: z.string().max(64).optional(),
      size: z.int().min(0).optional(),
    }),
  ]),
  wdir: z.string().max(1024).optional(),
});

/** Parses a `.dvc` file: what `dvc add` and `dvc import` leave in place of a file or folder. */
export function readDvcFile(text: string): Pointer | undefined {
  const parsed = DvcFile.safeParse(parse(text));
  if (!parsed.success) return undefined;
  const { outs, wdir } = parsed.data;
  const [{ path, md5, size }] = outs;
  return {
    tool: "DVC",
    digests: md5 !== undefined && /^[0-9a-f]{32}(\.dir)?$/.test(md5) ? { md5 } : {},
    ...(size !== undefined && { size }),
    target: wdir === undefined ? path : `${wdir}/${path}`,
  };
}

function parse(text: string): unknown {
  try {
    const document = parseDocument(text, { logLevel: "error", prettyErrors: false });
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 10 });
  } catch {
    return undefined;
  }
}
