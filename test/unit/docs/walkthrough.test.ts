import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod";

const Step = z.object({
  title: z.string(),
  description: z.string(),
  media: z.object({ markdown: z.string() }),
});
const Manifest = z.object({
  contributes: z.object({ walkthroughs: z.array(z.object({ steps: z.array(Step) })) }),
});

const root = new URL("../../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

/** Titles of commands are as they are: **Roll Back…**, [Copy Production Path](command:…). */
const commandTitles = /\*\*[^*]+\*\*|\[[^\]]+\]\(command:[^)]+\)/g;

test("the walkthrough names Production as the default that it is, beside a team's own stages", () => {
  const texts = z.record(z.string(), z.string()).parse(JSON.parse(read("package.nls.json")));
  const { walkthroughs } = Manifest.parse(JSON.parse(read("package.json"))).contributes;
  const shown = walkthroughs
    .flatMap(({ steps }) => steps)
    .flatMap(({ title, description, media }) => [
      texts[title.slice(1, -1)],
      texts[description.slice(1, -1)],
      read(media.markdown),
    ])
    .map((text = "") => text.replaceAll(commandTitles, ""));
  const naming = shown.filter((text) => text.includes("Production"));
  expect(naming).not.toEqual([]);
  expect(naming.filter((text) => !/policy's\s+stages/.test(text))).toEqual([]);
});
