import { parseDocument } from "yaml";
import * as z from "zod";
import { dvcStageFolder } from "../../core/model/data/dvc-stage-folder.ts";

/** A dependency or an output of a stage. */
export interface DvcFile {
  /** Relative to the folder of `dvc.yaml`. */
  readonly path: string;
  /** Of a folder, that of its list of files, which ends in `.dir`; absent if DVC names another hash. */
  readonly md5?: string;
  /** Bytes. */
  readonly size?: number;
}

/** A stage as it ran last. */
export interface DvcStage {
  readonly name: string;
  readonly command: string;
  /** Folder in which it runs, relative to that of `dvc.yaml`: `.`. */
  readonly folder: string;
  readonly deps: readonly DvcFile[];
  readonly outs: readonly DvcFile[];
  /** Values by file, as `dvc.lock` has them: `train.lr`, or a section as a whole. */
  readonly params: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Paths of the outputs that hold metrics. */
  readonly metrics: readonly string[];
  /** Paths of the outputs that are drawn. */
  readonly plots: readonly string[];
  /** Its entry in `dvc.lock`, which differs for each run that gave something else. */
  readonly entry: unknown;
}

const File = z.object({
  path: z.string().min(1).max(4096),
  md5: z
    .string()
    .regex(/^[0-9a-f]{32}(\.dir)?$/)
    .optional()
    .catch(undefined),
  size: z.int().min(0).optional().catch(undefined),
});
const Files = z.array(z.unknown()).transform((list) =>
  list.flatMap((each) => {
    const { success, data } = File.safeParse(each);
    return success ? [data] : [];
  }),
);
const Locked = z.object({
  cmd: z.union([z.string(), z.array(z.string())]),
  deps: Files.optional(),
  outs: Files.optional(),
  params: z.record(z.string(), z.record(z.string(), z.unknown())).optional().catch(undefined),
});
/** Version 2 of `dvc.lock` has the stages below a key, version 1 at the top. */
const Lock = z.union([
  z.object({ schema: z.string(), stages: z.record(z.string(), z.unknown()) }),
  z.record(z.string(), z.unknown()).transform((stages) => ({ stages })),
]);
const Outs = z.array(z.union([z.string(), z.record(z.string(), z.unknown())]));
const Defined = z.object({
  metrics: Outs.optional().catch(undefined),
  plots: Outs.optional().catch(undefined),
});
const Pipeline = z.object({
  stages: z.record(
    z.string(),
    z.union([z.object({ do: Defined }).transform((each) => each.do), Defined]).catch({}),
  ),
});

const maxStages = 1000;

/**
 * Reads the stages that ran (https://dvc.org/doc/user-guide/project-structure/dvcyaml-files).
 *
 * @param lock text of `dvc.lock`
 * @param pipeline text of the `dvc.yaml` beside it; empty if there is none
 * @returns undefined if the text is no `dvc.lock`
 */
export function dvcStages(lock: string, pipeline: string): readonly DvcStage[] | undefined {
  const locked = Lock.safeParse(parse(lock));
  if (!locked.success) return undefined;
  const yaml = parse(pipeline);
  const defined = Pipeline.safeParse(yaml);
  const definitions = new Map(defined.success ? Object.entries(defined.data.stages) : []);
  const stages: DvcStage[] = [];
  for (const [name, entry] of Object.entries(locked.data.stages).slice(0, maxStages)) {
    const read = Locked.safeParse(entry);
    const folder = dvcStageFolder(yaml, name);
    if (!read.success || folder === undefined) continue;
    const { cmd, deps = [], outs = [], params = {} } = read.data;
    const definition = definitions.get(name) ?? definitions.get(name.split("@", 1)[0] ?? "");
    const paths = new Set(outs.map(({ path }) => path));
    const pathsOf = (list: z.infer<typeof Outs> = []): readonly string[] =>
      list
        .map((each) => (typeof each === "string" ? each : (Object.keys(each)[0] ?? "")))
        .filter((path) => paths.has(path));
    stages.push({
      name,
      command: [cmd].flat().join(" && "),
      folder,
      deps: deps.map(plainFile),
      outs: outs.map(plainFile),
      params,
      metrics: pathsOf(definition?.metrics),
      plots: pathsOf(definition?.plots),
      entry,
    });
  }
  return stages;
}

function plainFile({ path, md5, size }: z.infer<typeof File>): DvcFile {
  return { path, ...(md5 !== undefined && { md5 }), ...(size !== undefined && { size }) };
}

function parse(text: string): unknown {
  try {
    const document = parseDocument(text, { logLevel: "error", prettyErrors: false });
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 10 });
  } catch {
    return undefined;
  }
}
