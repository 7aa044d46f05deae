import * as z from "zod";
import type { FolderToRead } from "../../contract/format.ts";
import { parseYaml } from "../../encodings/parse-yaml.ts";
import { readBeside } from "../../encodings/read-beside.ts";

/** Contents of the front matter of a model card. */
export interface ModelCard {
  readonly library: string | undefined;
  readonly task: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

const Text = z.string().optional().catch(undefined);
const Texts = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? value : value.join(", ")))
  .optional()
  .catch(undefined);

/** https://github.com/huggingface/hub-docs/blob/main/modelcard.md; people write it, so what is odd is left out. */
const Card = z.looseObject({
  library_name: Text,
  pipeline_tag: Text,
  license: Texts,
  license_name: Text,
  language: Texts,
  base_model: Texts,
  datasets: Texts,
  metrics: Texts,
  tags: Texts,
});

const nothing: ModelCard = { library: undefined, task: undefined, metadata: {} };

/** The YAML between the first two lines of three dashes of README.md. */
export async function readModelCard({
  inside,
  paths,
  signal,
}: Pick<FolderToRead, "inside" | "paths" | "signal">): Promise<ModelCard> {
  if (!paths.includes("README.md")) return nothing;
  const text = await readBeside(inside, "README.md", signal);
  const [, frontMatter] = /^\uFEFF?---\r?\n(.*?)\r?\n---\s*(\r?\n|$)/s.exec(text ?? "") ?? [];
  if (frontMatter === undefined) return nothing;
  const parsed = Card.safeParse(parseFrontMatter(linesOfCard(frontMatter)));
  if (!parsed.success) return nothing;
  const { library_name, pipeline_tag, license, license_name, ...others } = parsed.data;
  const { language, base_model, datasets, metrics, tags } = others;
  const texts = { license, license_name, language, base_model, datasets, metrics, tags };
  return {
    library: library_name,
    task: pipeline_tag,
    metadata: Object.fromEntries(
      Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  };
}

/**
 * The lines of the keys that are read, and what is no line of a plain key. A card with the results of
 * benchmarks (`model-index`) has thousands of others.
 */
function linesOfCard(frontMatter: string): string {
  let isRead = true;
  const lines = frontMatter.split("\n").filter((line) => {
    const key = /^([\w-]+):/.exec(line)?.[1];
    if (key !== undefined) isRead = key in Card.shape;
    return isRead;
  });
  return lines.join("\n");
}

/** Parses the front matter; undefined if it is no YAML, as cards are text for people. */
function parseFrontMatter(text: string): unknown {
  try {
    return parseYaml(text, "The front matter");
  } catch {
    return undefined;
  }
}
