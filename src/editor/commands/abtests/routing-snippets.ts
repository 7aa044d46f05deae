/** Names the code that a snippet of routing is of. */
export type RoutingSnippet = "python" | "shell" | "http";

/**
 * Returns code that asks which version answers a request of an A/B test, and records what came of it.
 *
 * @param subject name of the test, and key of the metric that it is about
 */
export function routingSnippet(
  kind: RoutingSnippet,
  { test, metric }: { readonly test: string; readonly metric: string },
): string {
  const quoted = JSON.stringify(test);
  const key = JSON.stringify(metric);
  switch (kind) {
    case "python":
      return lines(
        "import local_model_registry as registry",
        "",
        `test = registry.AbTest(${quoted})`,
        "models = {}",
        "",
        "",
        "def answer(request_id, features):",
        "    reference = test.route(request_id)",
        "    if reference not in models:",
        "        models[reference] = registry.load(reference)",
        "    return models[reference].predict(features)",
        "",
        "",
        "# Once it is known what came of the request:",
        `registry.observe(test=${quoted}, request=request_id, metrics={${key}: 1})`,
      );
    case "shell":
      return lines(
        `reference="$(model-registry ab route ${shellQuoted(test)} "$REQUEST_ID")"`,
        'path="$(model-registry resolve "$reference")"',
        "",
        "# Once it is known what came of the request:",
        `model-registry observe --test ${shellQuoted(test)} --request "$REQUEST_ID" --metric ${shellQuoted(`${metric}=1`)}`,
      );
    case "http": {
      const path = `/api/1.0/model-registry/ab-tests/${encodeURIComponent(test)}/route`;
      const body = JSON.stringify({
        observations: [{ test, request: "r-17", metrics: { [metric]: 1 } }],
      });
      return lines(
        "# The address and the token are those of “Start MLflow Server”.",
        `curl --get --header "Authorization: Bearer $MLFLOW_TRACKING_TOKEN" --data-urlencode "request=r-17" "$MLFLOW_TRACKING_URI${path}"`,
        "",
        "# Once it is known what came of the request:",
        `curl --header "Authorization: Bearer $MLFLOW_TRACKING_TOKEN" --json ${shellQuoted(body)} "$MLFLOW_TRACKING_URI/api/1.0/model-registry/observations"`,
      );
    }
  }
}

function shellQuoted(text: string): string {
  return /^[\w.@/=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function lines(...all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
