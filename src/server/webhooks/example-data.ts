const model = { name: "example_model" };
const prompt = { name: "example_prompt" };
const version = { version: "1" };
const alias = { alias: "example_alias" };
const key = { key: "example_key" };
const value = { value: "example_value" };
const tags = { tags: { example_key: "example_value" } };

/** All events that a webhook can be told of, with the data by which it is tried (mlflow/webhooks/types.py). */
export const exampleData: ReadonlyMap<string, object> = new Map<string, object>([
  ["registered_model.created", { ...model, ...tags, description: "An example registered model" }],
  [
    "model_version.created",
    {
      ...{ ...model, ...version, source: "models:/123", run_id: "abcd1234abcd5678" },
      ...{ ...tags, description: "An example model version" },
    },
  ],
  ["model_version_tag.set", { ...model, ...version, ...key, ...value }],
  ["model_version_tag.deleted", { ...model, ...version, ...key }],
  ["model_version_alias.created", { ...model, ...alias, ...version }],
  ["model_version_alias.deleted", { ...model, ...alias }],
  ["prompt.created", { ...prompt, ...tags, description: "An example prompt" }],
  [
    "prompt_version.created",
    {
      ...{ ...prompt, ...version, template: "Hello {{name}}!" },
      ...{ ...tags, description: "An example prompt version" },
    },
  ],
  ["prompt_tag.set", { ...prompt, ...key, ...value }],
  ["prompt_tag.deleted", { ...prompt, ...key }],
  ["prompt_version_tag.set", { ...prompt, ...version, ...key, ...value }],
  ["prompt_version_tag.deleted", { ...prompt, ...version, ...key }],
  ["prompt_alias.created", { ...prompt, ...alias, ...version }],
  ["prompt_alias.deleted", { ...prompt, ...alias }],
]);
