import { expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import texts from "../../../package.nls.json" with { type: "json" };

/** Properties of contributions that people read, in any contribution. */
const textProperties = new Set([
  "title",
  "shortTitle",
  "category",
  "name",
  "label",
  "description",
  "markdownDescription",
  "enumDescriptions",
  "markdownEnumDescriptions",
  "deprecationMessage",
  "markdownDeprecationMessage",
  "displayName",
  "contents",
  "altText",
  "userDescription",
]);

/** A value of the manifest, and the path of keys and indexes to it. */
type Value = readonly [path: readonly string[], text: string];

function* values(value: unknown, path: readonly string[] = []): Generator<Value> {
  if (typeof value === "string") yield [path, value];
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* values(inner, [...path, key]);
  }
}

const { displayName, description, capabilities, contributes } = manifest;
const all = [...values({ displayName, description, capabilities, contributes })];
/** Names and inputs of tools are read by language models. */
const isForModels = (path: readonly string[]): boolean =>
  path[1] === "languageModelTools" && (path[3] === "name" || path[3] === "inputSchema");
/** A matcher is named in `tasks.json`. */
const isId = (path: readonly string[]): boolean =>
  path[1] === "problemMatchers" && path[3] === "name";
const keyOf = (text: string): string | undefined => /^%(.+)%$/.exec(text)?.[1];

test("what people read of the manifest stands in package.nls.json", () => {
  const read = all.filter(
    ([path]) => path.some((key) => textProperties.has(key)) && !isForModels(path) && !isId(path),
  );
  expect(read.length).toBeGreaterThan(100);
  expect(read.filter(([, text]) => keyOf(text) === undefined)).toEqual([]);
});

test("package.nls.json has each text once, and no others", () => {
  const used = all.flatMap(([, text]) => keyOf(text) ?? []);
  expect(Object.keys(texts).sort()).toEqual([...new Set(used)].sort());
});

test("keys follow the ids of commands and settings", () => {
  expect(contributes.commands.map(({ title, category }) => [title, category])).toEqual(
    contributes.commands.map(({ command }) => [`%${command}.title%`, "%modelRegistry.category%"]),
  );
  const { properties } = contributes.configuration;
  for (const [setting, schema] of Object.entries(properties)) {
    const [[property, text] = []] = Object.entries(schema).filter(([key]) =>
      /description$/i.test(key),
    );
    expect(text).toBe(`%${setting}.${property}%`);
  }
});
