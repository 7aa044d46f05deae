import { SaxesParser } from "saxes";
import * as z from "zod";

/** Parses a drawing as XML, strictly; throws at what would be loaded or run. */
export function parseSvg(source: string): {
  readonly texts: readonly string[];
  readonly titles: readonly string[];
  readonly width: number;
  readonly height: number;
} {
  const [texts, titles, open]: [string[], string[], string[]] = [[], [], []];
  let size = { width: NaN, height: NaN };
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    open.push(name);
    if (name === "svg") {
      size = { width: Number(attributes["width"]), height: Number(attributes["height"]) };
    }
    for (const [key, value] of Object.entries(attributes)) {
      const attribute = `${key}=${value}`;
      if (/^on|^(xlink:)?href=|url\((?!#)/.test(attribute)) throw new Error(attribute);
    }
  });
  parser.on("text", (text) => {
    if (open.at(-1) === "text") texts.push(text);
    if (open.at(-1) === "title") titles.push(text);
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.write(source).close();
  return { texts, titles, ...size };
}

const Facet = z.looseObject({ _producer: z.url(), _schemaURL: z.url() });
const Data = z.strictObject({
  namespace: z.string().min(1),
  name: z.string().min(1),
  facets: z.record(z.string(), Facet),
});

/** Run events of OpenLineage (openlineage.io/spec/2-0-2/OpenLineage.json). */
export const OpenLineageEvents = z.array(
  z.strictObject({
    eventType: z.enum(["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]),
    eventTime: z.iso.datetime(),
    producer: z.url(),
    schemaURL: z.url(),
    // The ids are ULIDs written as UUIDs: their version digit is any.
    run: z.strictObject({ runId: z.guid(), facets: z.record(z.string(), Facet) }),
    job: z.strictObject({ namespace: z.string().min(1), name: z.string().min(1) }),
    inputs: z.array(Data),
    outputs: z.array(Data),
  }),
);

const mermaidNode =
  /^ {2}(n\d+)(?:\[\(|\[\[|\[\/|\(\[|\(\(|\{\{|\[)"([^"<>&]*)"(?:\)\]|\]\]|\/\]|\]\)|\)\)|\}\}|\])$/;
const mermaidEdge = /^ {2}(n\d+) -->\|"[^"<>&]*"\| (n\d+)$/;

/** Reads a flowchart of Mermaid; throws at a line that is no node and no edge between nodes of it. */
export function parseMermaid(source: string): {
  readonly labels: readonly string[];
  readonly edges: number;
} {
  const [head, ...lines] = source.trimEnd().split("\n");
  if (head !== "flowchart LR") throw new Error(`Not Mermaid: ${head ?? ""}`);
  const labels = new Map<string, string>();
  let edges = 0;
  for (const line of lines) {
    const [, id, label] = mermaidNode.exec(line) ?? [];
    if (id !== undefined && label !== undefined) {
      labels.set(
        id,
        label.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))),
      );
      continue;
    }
    const [, from = "", to = ""] = mermaidEdge.exec(line) ?? [];
    if (!labels.has(from) || !labels.has(to)) throw new Error(`Not Mermaid: ${line}`);
    edges += 1;
  }
  return { labels: [...labels.values()], edges };
}
