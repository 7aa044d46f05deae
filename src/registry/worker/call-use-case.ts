import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import {
  fileUseCases,
  registryUseCases,
  type FileUseCaseName,
  type RegistryUseCaseName,
  type UseCaseName,
} from "./use-cases.ts";

/** Returns whether a use case needs no registry. */
export function isFileUseCase(name: UseCaseName): name is FileUseCaseName {
  return name in fileUseCases;
}

/** Calls a use case about files by its name. The types of callers tie each name to its request. */
export function callFileUseCase(
  name: FileUseCaseName,
  request: unknown,
  task: Task,
): Promise<unknown> {
  const useCase = fileUseCases[name] as (request: unknown, task: Task) => Promise<unknown>;
  return useCase(request, task);
}

/** Calls a use case of a registry by its name. The types of callers tie each name to its request. */
export function callRegistryUseCase(
  registry: Registry,
  name: RegistryUseCaseName,
  request: unknown,
  task: Task,
): Promise<unknown> {
  const useCase = registryUseCases[name] as (
    registry: Registry,
    request: unknown,
    task: Task,
  ) => Promise<unknown>;
  return useCase(registry, request, task);
}
