import { Uri } from "vscode";
import * as z from "zod";
import { EventId, ModelName, VersionId } from "../core/model/ids.ts";
import { AnnotationField } from "../core/model/markings.ts";
import { RunId } from "../core/model/run.ts";
import { isRunNode } from "./nodes/run-nodes.ts";
import { isTreeNode, type SearchNode, type TreeNode } from "./nodes/tree-nodes.ts";

/** A version of the registry of a folder, as pages and other extensions name it. */
const VersionArgument = z.object({
  folder: z.string(),
  version: z.string(),
  /** One of its requests for approval. */
  request: z.string().exactOptional(),
});
export type VersionArgument = z.infer<typeof VersionArgument>;

/** An A/B test of the registry of a folder, as pages and other extensions name it. */
const AbTestArgument = z.object({ folder: z.string(), test: EventId });
export type AbTestArgument = z.infer<typeof AbTestArgument>;

/** Returns the A/B test that a command is called on: a row of the tree, or one that is named. */
export function parseAbTest([argument]: readonly unknown[]): AbTestArgument | undefined {
  if (!isTreeNode(argument)) return AbTestArgument.safeParse(argument).data;
  if (argument.kind !== "ab-test") return undefined;
  return { folder: argument.in.folder.uri.toString(), test: argument.outline.test.id };
}

/** A model of the registry of a folder, as pages and other extensions name it. */
const ModelArgument = z.object({ folder: z.string(), model: ModelName });
export type ModelArgument = z.infer<typeof ModelArgument>;

/** A run of the registry of a folder, as pages and other extensions name it. */
const RunArgument = z.object({ folder: z.string(), run: RunId });
export type RunArgument = z.infer<typeof RunArgument>;

/** Runs that a command is called on: rows of the view of runs, or one that is named. */
export function parseRuns([argument, selection]: readonly unknown[]): readonly RunArgument[] {
  const named = RunArgument.safeParse(argument).data;
  if (named) return [named];
  return (Array.isArray(selection) ? selection : [argument])
    .filter(isRunNode)
    .map(({ in: { folder }, run }) => ({ folder: folder.uri.toString(), run: run.id }));
}

/** Rows of the tree or a version that a command is called on; neither from the palette. */
export interface CommandArguments {
  /** Row that was clicked. */
  readonly row?: TreeNode | undefined;
  /** Rows that are selected, or the one that was clicked. */
  readonly rows: readonly TreeNode[];
  readonly version?: VersionArgument | undefined;
}

/** Parses what VS Code, a page, or another extension calls a command with. */
export function parseArguments([argument, selection]: readonly unknown[]): CommandArguments {
  const row = isTreeNode(argument) ? argument : undefined;
  return {
    row,
    rows: (Array.isArray(selection) ? selection : [argument]).filter(isTreeNode),
    version: row ? undefined : VersionArgument.safeParse(argument).data,
  };
}

/** Returns the model that a command is called on, if it is named and not a row. */
export function parseModel([argument]: readonly unknown[]): ModelArgument | undefined {
  return isTreeNode(argument) ? undefined : ModelArgument.safeParse(argument).data;
}

/** Returns the arguments of a command that is called on a version. */
export function onVersion(version: VersionArgument): CommandArguments {
  return { rows: [], version };
}

/**
 * Returns the files and folders that a command is called on; undefined if there are none. The
 * Explorer gives the item that was clicked and the selection.
 */
export function parseFiles([clicked, selection]: readonly unknown[]): readonly Uri[] | undefined {
  const uris = (Array.isArray(selection) ? selection : [clicked]).filter(
    (value): value is Uri => value instanceof Uri,
  );
  return uris.length > 0 ? uris : undefined;
}

/** Returns the same with the one that was clicked first: it is the model, the others belong to it. */
export function parseModelFiles(args: readonly unknown[]): readonly Uri[] | undefined {
  const [clicked] = args;
  const isClicked = (uri: Uri): boolean => uri.toString() === String(clicked);
  const uris = parseFiles(args);
  return uris && [...uris.filter(isClicked), ...uris.filter((uri) => !isClicked(uri))];
}

const Comparison = z.object({
  folder: z.string(),
  /** Versions to compare. */
  versions: z.array(VersionId).optional(),
  /** Versions that are chosen at first when the person is asked. */
  chosen: z.array(VersionId).optional(),
  /** Runs beside them. */
  runs: z.array(RunId).optional(),
});
export type Comparison = z.infer<typeof Comparison>;

/** Returns the comparison that a command is asked for; undefined if it is called on something else. */
export function parseComparison([argument]: readonly unknown[]): Comparison | undefined {
  return Comparison.safeParse(argument).data;
}

/** Versions and runs of one folder that are compared; what is missing is asked for. */
export interface RunComparison {
  readonly folder: string;
  readonly versions?: readonly VersionId[];
  readonly runs?: readonly RunId[];
  /** Runs that are chosen at first when the person is asked. */
  readonly chosenRuns?: readonly RunId[];
}

const InFolder = z.object({ folder: z.string() });

/** Returns the workspace folder of the row or version that a command is called on, as its URI. */
export function parseFolder([argument]: readonly unknown[]): string | undefined {
  if (isTreeNode(argument)) return argument.in.folder.uri.toString();
  return InFolder.safeParse(argument).data?.folder;
}

/** Returns the second argument, if it is a text: a stage, an alias, or the name of a tag. */
export function parseText([, text]: readonly unknown[]): string | undefined {
  return z.string().safeParse(text).data;
}

/** Returns the field that the second argument names. */
export function parseField([, field]: readonly unknown[]): AnnotationField | undefined {
  return AnnotationField.safeParse(field).data;
}

/** Arguments of a search; none from the palette. */
export interface SearchArguments {
  readonly query?: string;
  /** URI of the workspace folder. */
  readonly folder?: string;
}

/** Returns the query that a search is called with: a text, or the row of a saved search. */
export function parseSearch([argument]: readonly unknown[]): SearchArguments {
  if (typeof argument === "string") return { query: argument };
  const node = parseSearchNode([argument]);
  return node ? { query: node.search.query, folder: node.in.folder.uri.toString() } : {};
}

/** Returns the row of a saved search that a command is called on. */
export function parseSearchNode([node]: readonly unknown[]): SearchNode | undefined {
  return isTreeNode(node) && node.kind === "search" ? node : undefined;
}
