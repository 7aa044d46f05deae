import type { ModelName } from "../../core/model/ids.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { decideDeletions } from "../../core/retention/decide-deletion.ts";
import { deleteModel } from "../models/delete-model.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { digestsOf, freeDeleted } from "./delete-version.ts";

/**
 * Deletes a model with all of its versions, or nothing if one of them can't be deleted.
 *
 * @throws RegistryError `unknown-model`, `version-in-use`, `retention-period`, `not-permitted`, …
 */
export async function deleteModelAndVersions(
  registry: Registry,
  { model, reason }: { readonly model: ModelName; readonly reason: string },
  task: Task = {},
): Promise<void> {
  const versions = await registry.read((state) =>
    state.versionsFrom(model, 1, -1).map(({ id }) => id),
  );
  if (versions.length > 0) {
    const digests = await registry.read((state) => digestsOf(state, versions));
    await registry.commit((state, { policy, actor, now }) => {
      throwIfCancelled(task.signal);
      return decideDeletions(state, policy(), { versions, reason, now }, actor);
    });
    await freeDeleted(registry, digests, task);
  }
  await deleteModel(registry, { model, reason });
}
