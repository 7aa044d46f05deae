import { DatabaseSync } from "node:sqlite";

/** All that an index says, without the numbers that SQLite gives rows. */
const tables = {
  event: `SELECT event.id, at, actor, type, v,
      (SELECT event_id FROM model WHERE model.id = event.model_id) AS model, version, reason, name, "offset", length FROM event
    JOIN actor ON actor.id = actor_id JOIN ledger_file ON ledger_file.id = file_id`,
  stage_move: "SELECT * FROM stage_move",
  ledger_position: "SELECT * FROM ledger_position",
  model: `SELECT event_id, name, latest_number, version_count, registered_at, changed_at,
      deleted_by_event FROM model`,
  model_origin: `SELECT model_origin.event_id, model.event_id AS model FROM model_origin
    JOIN model ON model.id = model_id`,
  former_name: `SELECT former_name.name, former_name.event_id, model.event_id AS model
    FROM former_name JOIN model ON model.id = model_id`,
  without_effect: "SELECT * FROM without_effect",
  version: `SELECT version.event_id, model.name AS model, number, claimed_number, label, label_order, claimed_label,
      stage, stage_since, stage_event, first_stage, version.registered_at, actor, digest, size, rolled_back_at,
      patch, patch_size, version.deleted_by_event
    FROM version JOIN model ON model.id = model_id JOIN actor ON actor.id = actor_id`,
  artifact: `SELECT event_id, path, role, sha256, artifact.size, reference FROM artifact
    JOIN version ON version.id = version_id`,
  metric: `SELECT event_id, key, value FROM metric JOIN version ON version.id = version_id
    JOIN metric_key ON metric_key.id = key_id`,
  recorded: `SELECT event_id, field, name, value FROM recorded
    JOIN version ON version.id = version_id JOIN recorded_key ON recorded_key.id = key_id`,
  dataset: `SELECT event_id, place, dataset.name, content FROM dataset
    JOIN version ON version.id = version_id`,
  parent: "SELECT event_id, parent_event FROM parent JOIN version ON version.id = version_id",
  mention: "SELECT * FROM mention",
  merge_conflict: "SELECT * FROM merge_conflict",
  alias: `SELECT model.name AS model, alias, version.event_id FROM alias JOIN version ON version.id = version_id
    JOIN model ON model.id = alias.model_id`,
  tag: `SELECT model.name AS model, version.event_id, key, value FROM tag
    LEFT JOIN version ON version.id = version_id JOIN model ON model.id = tag.model_id`,
  annotation: `SELECT model.name AS model, version.event_id, field, value FROM annotation
    LEFT JOIN version ON version.id = version_id JOIN model ON model.id = annotation.model_id`,
  approval_request: `SELECT approval_request.event_id, version.event_id AS version, to_stage, at,
      actor, reason, promote, state
    FROM approval_request JOIN version ON version.id = version_id`,
  approval: "SELECT * FROM approval",
  stage_change: `SELECT version.event_id AS version, stage_change.event_id, model.name AS model,
      from_stage, to_stage
    FROM stage_change JOIN version ON version.id = version_id
    JOIN model ON model.id = stage_change.model_id`,
  experiment: "SELECT event_id, name, created_at, changed_at, deleted_at FROM experiment",
  experiment_origin: `SELECT experiment_origin.event_id, experiment.event_id AS experiment
    FROM experiment_origin JOIN experiment ON experiment.id = experiment_id`,
  experiment_tag: `SELECT event_id, key, value FROM experiment_tag
    JOIN experiment ON experiment.id = experiment_id`,
  run: `SELECT run, experiment.event_id AS experiment, run.name, user, status, start_at, end_at,
      segments, started_event, finished_event, run.deleted_at
    FROM run JOIN experiment ON experiment.id = experiment_id`,
  run_metric: `SELECT run, field, run_key.name, last, lowest, highest, step, at, count FROM run_metric
    JOIN run ON run.id = run_id JOIN run_key ON run_key.id = key_id`,
  run_value: `SELECT run, field, run_key.name, value FROM run_value
    JOIN run ON run.id = run_id JOIN run_key ON run_key.id = key_id`,
  run_segment: `SELECT run, position, sha256, size FROM run_segment JOIN run ON run.id = run_id`,
  logged_model: "SELECT model, run FROM logged_model JOIN run ON run.id = run_id",
  alert: "SELECT * FROM alert",
  same_alert: "SELECT * FROM same_alert",
  completed_rollback: "SELECT * FROM completed_rollback",
  training_sketch: "SELECT * FROM training_sketch",
  observation_segment: "SELECT * FROM observation_segment",
  observed_version: "SELECT * FROM observed_version",
  ab_test: "SELECT * FROM ab_test",
  ab_variant: "SELECT * FROM ab_variant",
  ab_split: "SELECT * FROM ab_split",
};

/** The rows of every table of a `registry.db`, as sorted text. */
export function dumpIndex(path: string): Record<string, string[]> {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return Object.fromEntries(
      Object.entries(tables).map(([name, sql]) => [
        name,
        db
          .prepare(sql)
          .all()
          .map((row) => JSON.stringify(row))
          .sort(),
      ]),
    );
  } finally {
    db.close();
  }
}
