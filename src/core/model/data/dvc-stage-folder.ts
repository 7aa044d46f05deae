import * as z from "zod";

const Stage = z.object({ wdir: z.string().max(4096).optional() });
const DvcYaml = z.object({
  stages: z.record(
    z.string(),
    z.union([z.object({ do: Stage }).transform((each) => each.do), Stage]).catch({}),
  ),
});

/**
 * Returns the folder in which a stage of DVC runs, relative to that of its `dvc.yaml`. The paths of the
 * stage are relative to it, in `dvc.lock` too, which does not name it. Undefined if only DVC can tell.
 *
 * @param dvcYaml content of the `dvc.yaml` beside the `dvc.lock`
 * @param stage name in `dvc.lock`; one of `foreach` and `matrix` has its key after `@`
 */
export function dvcStageFolder(dvcYaml: unknown, stage: string): string | undefined {
  const parsed = DvcYaml.safeParse(dvcYaml);
  if (!parsed.success) return ".";
  const { stages } = parsed.data;
  const name = [stage, stage.split("@", 1)[0] ?? ""].find((each) => Object.hasOwn(stages, each));
  const folder = (name === undefined ? undefined : stages[name]?.wdir) ?? ".";
  return folder.includes("${") ? undefined : folder;
}
