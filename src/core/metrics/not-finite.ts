import type { Recipe } from "../model/recipe.ts";

/** Reason for not recording a metric or parameter that is NaN or infinite. */
export const notFiniteReason = "not a finite number";

/**
 * Returns the keys of the metrics that a version had and that were NaN or infinite: a training that
 * diverged has them.
 */
export function metricsNotFinite({ missing, sources }: Recipe): ReadonlySet<string> {
  return new Set(
    missing
      .filter(({ reason }) => reason === notFiniteReason)
      .flatMap(({ about }) =>
        sources.metrics.flatMap((file) =>
          about.startsWith(`${file}: `) ? about.slice(file.length + 2) : [],
        ),
      ),
  );
}
