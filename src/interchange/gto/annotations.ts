import { parse } from "yaml";
import * as z from "zod";

/** Entry of an artifact in `artifacts.yaml`, or in `artifacts:` of `dvc.yaml`. */
export interface GtoAnnotation {
  /** Relative to the file. */
  readonly path?: string;
  readonly type?: string;
  readonly description?: string;
  readonly labels: readonly string[];
}

const Text = z.string().max(5000).nullish();
const Annotation = z.object({
  path: z.string().min(1).max(4096).nullish(),
  type: Text,
  description: Text,
  desc: Text,
  labels: z.array(z.string().max(250)).max(1000).nullish(),
});

/** Reads the annotations of a file; none from what has another form. */
export function gtoAnnotations(
  file: "artifacts.yaml" | "dvc.yaml",
  text: string,
): ReadonlyMap<string, GtoAnnotation> {
  let content: unknown;
  try {
    content = parse(text, { schema: "core", maxAliasCount: 100 });
  } catch {
    return new Map();
  }
  const found = file === "dvc.yaml" ? record(content)["artifacts"] : content;
  return new Map(
    Object.entries(record(found)).flatMap(([name, value]) => {
      const { success, data } = Annotation.safeParse(value);
      if (!success) return [];
      const { path, type, labels } = data;
      const description = data.description ?? data.desc;
      return [
        [
          name,
          {
            labels: labels ?? [],
            ...(typeof path === "string" && { path }),
            ...(typeof type === "string" && { type }),
            ...(typeof description === "string" && { description }),
          },
        ] as const,
      ];
    }),
  );
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
