import type { Registry } from "../registry/registry.ts";
import {
  callFileUseCase,
  callRegistryUseCase,
  isFileUseCase,
} from "../registry/worker/call-use-case.ts";
import type { AnswerOf, UseCaseName } from "../registry/worker/use-cases.ts";
import type { UseCaseCaller } from "./tool.ts";

/** Returns a caller of the use cases of a registry that is open in this process. */
export function localCaller(registry: Registry): UseCaseCaller {
  return {
    call: async <N extends UseCaseName>(
      name: N,
      request: unknown,
      task = {},
    ): Promise<AnswerOf<N>> => {
      const answer = isFileUseCase(name)
        ? await callFileUseCase(name, request, task)
        : await callRegistryUseCase(registry, name, request, task);
      return answer as AnswerOf<N>;
    },
  };
}
