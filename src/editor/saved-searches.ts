import { ConfigurationTarget, workspace } from "vscode";
import * as z from "zod";

/** A query under a name, which the sidebar shows as a row. */
export interface SavedSearch {
  readonly name: string;
  /** Text of the query (docs/SEARCH.md). */
  readonly query: string;
}

/** Entry of the setting. It may be written by hand: entries of another form are passed over. */
const Entry = z.tuple([z.string().trim().min(1).max(200), z.string().max(10_000)]);

export const savedSearchesSetting = "modelRegistry.savedSearches";

/** Returns the saved searches of the workspace and of the person, by their names. */
export function savedSearches(): readonly SavedSearch[] {
  const value: unknown = workspace.getConfiguration().get(savedSearchesSetting);
  return entriesOf(value)
    .map(([name, query]) => ({ name, query }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Saves a search in the settings of the workspace, which a team can share. */
export async function saveSearch({ name, query }: SavedSearch): Promise<void> {
  await update((searches) => ({ ...searches, [name]: query }), ConfigurationTarget.Workspace);
}

/** Removes a saved search from the settings of the workspace and of the person. */
export async function removeSearch(name: string): Promise<void> {
  for (const target of [ConfigurationTarget.Workspace, ConfigurationTarget.Global]) {
    if (!(name in ownSearches(target))) continue;
    await update(
      (searches) => Object.fromEntries(Object.entries(searches).filter(([key]) => key !== name)),
      target,
    );
  }
}

async function update(
  change: (searches: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
  target: ConfigurationTarget,
): Promise<void> {
  const changed = change(ownSearches(target));
  const value = Object.keys(changed).length === 0 ? undefined : changed;
  await workspace.getConfiguration().update(savedSearchesSetting, value, target);
}

/** Returns what one place of the settings holds, as it is written there. */
function ownSearches(target: ConfigurationTarget): Readonly<Record<string, unknown>> {
  const found = workspace.getConfiguration().inspect(savedSearchesSetting);
  const value =
    target === ConfigurationTarget.Workspace ? found?.workspaceValue : found?.globalValue;
  return z.record(z.string(), z.unknown()).safeParse(value).data ?? {};
}

function entriesOf(value: unknown): readonly z.infer<typeof Entry>[] {
  const entries = Object.entries(z.record(z.string(), z.unknown()).safeParse(value).data ?? {});
  return entries.flatMap((entry) => {
    const parsed = Entry.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}
