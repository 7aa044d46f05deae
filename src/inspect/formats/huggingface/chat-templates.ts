import * as z from "zod";
import type { Finding } from "../../../core/model/inspection.ts";
import type { FolderToRead } from "../../contract/format.ts";
import { findSuspiciousJinja } from "../../encodings/jinja.ts";
import { parseJson } from "../../encodings/parse-json.ts";
import { readBeside } from "../../encodings/read-beside.ts";

const maxTemplates = 100;

/** One template, or several with names. */
const WithTemplate = z.looseObject({
  chat_template: z
    .union([z.string(), z.array(z.looseObject({ name: z.unknown(), template: z.string() }))])
    .optional()
    .catch(undefined),
});

/** Returns findings about suspicious chat templates of a tokenizer or processor. */
export async function findTemplates({ inside, paths, signal }: FolderToRead): Promise<Finding[]> {
  const findings: Finding[] = [];
  const candidates = paths.filter((path) =>
    /^((tokenizer|processor)_config\.json|chat_template\.json|(.*\/)?[^/]*\.jinja)$/.test(path),
  );
  for (const path of candidates.slice(0, maxTemplates)) {
    const text = await readBeside(inside, path, signal);
    if (text === undefined) continue;
    const templates = path.endsWith(".jinja") ? [text] : templatesOf(text, path);
    for (const template of templates) findings.push(...findSuspiciousJinja(template, path));
  }
  return findings;
}

function templatesOf(text: string, path: string): string[] {
  const { chat_template: templates = [] } = parseJson(text, WithTemplate, path);
  return typeof templates === "string" ? [templates] : templates.map(({ template }) => template);
}
