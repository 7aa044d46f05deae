import { versionTable } from "./version-columns.ts";

/**
 * The SQL schema of `registry.db`. It is derived from the ledger: change it freely and raise the
 * version; an index of another version is rebuilt.
 */
export const indexVersion = 26;

/** `MREG`, so that `file` and other tools can tell the database from others. */
export const applicationId = 0x4d524547;

/**
 * Table of the position up to which each ledger file has been applied. Never change it: an index of
 * another release is not used, but if it knows more lines than the ledger, that is evidence of a
 * loss.
 */
export const positionTable = `CREATE TABLE ledger_position (
  file TEXT PRIMARY KEY, "offset" INTEGER NOT NULL, line_start INTEGER NOT NULL,
  hash TEXT NOT NULL, lines INTEGER NOT NULL, last_id TEXT NOT NULL
) WITHOUT ROWID`;

export const indexSchema = `
${positionTable};

CREATE TABLE ledger_file (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

-- A person or program as JSON: few of them act again and again.
CREATE TABLE actor (id INTEGER PRIMARY KEY, actor TEXT NOT NULL UNIQUE);

-- Python and packages as JSON: many versions are made with the same ones.
CREATE TABLE environment (id INTEGER PRIMARY KEY, environment TEXT NOT NULL UNIQUE);

-- What was recorded stands in the ledger, in so many bytes from "offset" on.
CREATE TABLE event (
  id TEXT PRIMARY KEY, at TEXT NOT NULL, actor_id INTEGER NOT NULL REFERENCES actor,
  type TEXT NOT NULL, v INTEGER NOT NULL, model_id INTEGER, version TEXT, reason TEXT,
  file_id INTEGER NOT NULL REFERENCES ledger_file, "offset" INTEGER NOT NULL, length INTEGER NOT NULL
) WITHOUT ROWID;

-- What moved a version (the event's) to a stage, and where it sent those that were there.
CREATE TABLE stage_move (
  event_id TEXT PRIMARY KEY, to_stage TEXT NOT NULL, retire_to TEXT
) WITHOUT ROWID;

-- First lines of ledger files: no event of any model.
CREATE TABLE ledger_start (
  event_id TEXT PRIMARY KEY, registry TEXT NOT NULL, writer TEXT NOT NULL,
  machine TEXT NOT NULL, "release" TEXT NOT NULL
) WITHOUT ROWID;
-- Damaged ledger files that were set aside; their events go on in the file of that event.
CREATE TABLE ledger_repair (
  event_id TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (event_id, file)
) WITHOUT ROWID;
-- Events of known types in a form that this release doesn't know.
CREATE TABLE newer_form (
  event_id TEXT PRIMARY KEY, type TEXT NOT NULL, v INTEGER NOT NULL
) WITHOUT ROWID;

-- Events by which something was taken out of lines and of the store, and the bytes that are removed.
CREATE TABLE redaction (event_id TEXT PRIMARY KEY) WITHOUT ROWID;
-- Those of which nothing is left in this index.
CREATE TABLE settled_redaction (event_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE redacted_object (
  sha256 TEXT NOT NULL, event_id TEXT NOT NULL, PRIMARY KEY (sha256, event_id)
) WITHOUT ROWID;

-- event_id is the event that made it. A deleted one keeps its row: its numbers are not given again.
CREATE TABLE model (
  id INTEGER PRIMARY KEY, event_id TEXT NOT NULL, name TEXT NOT NULL UNIQUE,
  latest_number INTEGER NOT NULL, version_count INTEGER NOT NULL,
  registered_at TEXT NOT NULL, changed_at TEXT NOT NULL, deleted_by_event TEXT
);
-- Events other than registrations by which a model can be named.
CREATE TABLE model_origin (
  event_id TEXT NOT NULL, model_id INTEGER NOT NULL REFERENCES model,
  PRIMARY KEY (event_id, model_id)
) WITHOUT ROWID;
-- Names that models had, with the event that took each away.
CREATE TABLE former_name (
  name TEXT NOT NULL, event_id TEXT NOT NULL, model_id INTEGER NOT NULL REFERENCES model,
  PRIMARY KEY (name, event_id)
) WITHOUT ROWID;
CREATE INDEX former_name_by_model ON former_name (model_id, event_id);

-- Events that could not do what they say, because of what other clones had done, and why.
CREATE TABLE without_effect (event_id TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;

${versionTable};
CREATE UNIQUE INDEX version_by_label ON version (model_id, label) WHERE label IS NOT NULL;
CREATE INDEX version_by_label_order ON version (model_id, label_order)
  WHERE label_order IS NOT NULL;
CREATE INDEX version_by_stage ON version (model_id, stage, stage_event);
CREATE INDEX version_by_source ON version (source);
CREATE INDEX version_of_stage ON version (model_id, stage, number) WHERE deleted_by_event IS NULL;
CREATE INDEX version_deleted ON version (deleted_by_event) WHERE deleted_by_event IS NOT NULL;

-- reference is JSON of a file that is kept elsewhere; NULL where the bytes are here.
CREATE TABLE artifact (
  version_id INTEGER NOT NULL REFERENCES version, path TEXT NOT NULL,
  role TEXT NOT NULL, sha256 TEXT, size INTEGER, reference TEXT,
  PRIMARY KEY (version_id, path)
) WITHOUT ROWID;

CREATE TABLE metric_key (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE TABLE metric (
  version_id INTEGER NOT NULL REFERENCES version, key_id INTEGER NOT NULL REFERENCES metric_key,
  value REAL NOT NULL, PRIMARY KEY (version_id, key_id)
) WITHOUT ROWID;

-- What a search can ask for: hyperparameters by their keys, and fields without a column of their own.
-- A value is a number or a text.
CREATE TABLE recorded_key (
  id INTEGER PRIMARY KEY, field TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (field, name)
);
CREATE TABLE recorded (
  version_id INTEGER NOT NULL REFERENCES version, key_id INTEGER NOT NULL REFERENCES recorded_key,
  value NOT NULL, PRIMARY KEY (version_id, key_id, value)
) WITHOUT ROWID;

CREATE TABLE dataset (
  version_id INTEGER NOT NULL REFERENCES version, place TEXT NOT NULL,
  name TEXT NOT NULL, version TEXT, content TEXT, PRIMARY KEY (version_id, place)
) WITHOUT ROWID;

CREATE TABLE parent (
  version_id INTEGER NOT NULL REFERENCES version, parent_event TEXT NOT NULL,
  PRIMARY KEY (version_id, parent_event)
) WITHOUT ROWID;
CREATE INDEX parent_by_parent ON parent (parent_event);

CREATE TABLE stage_change (
  version_id INTEGER NOT NULL REFERENCES version, event_id TEXT NOT NULL,
  model_id INTEGER NOT NULL REFERENCES model, from_stage TEXT NOT NULL, to_stage TEXT NOT NULL,
  PRIMARY KEY (version_id, event_id)
) WITHOUT ROWID;
CREATE INDEX stage_change_from ON stage_change (model_id, from_stage, event_id);
CREATE INDEX stage_change_to ON stage_change (model_id, to_stage, event_id);

-- Events about a version that are not changes of its stage, among them those of newer releases.
CREATE TABLE mention (
  version_event TEXT NOT NULL, event_id TEXT NOT NULL, PRIMARY KEY (version_event, event_id)
) WITHOUT ROWID;

-- Events that met another state than the clone that decided them knew, as JSON.
CREATE TABLE merge_conflict (
  event_id TEXT NOT NULL, version TEXT NOT NULL, conflict TEXT NOT NULL,
  PRIMARY KEY (event_id, version, conflict)
) WITHOUT ROWID;

CREATE TABLE alias (
  model_id INTEGER NOT NULL REFERENCES model, alias TEXT NOT NULL,
  version_id INTEGER NOT NULL REFERENCES version, PRIMARY KEY (model_id, alias)
) WITHOUT ROWID;
CREATE INDEX alias_by_version ON alias (version_id);

-- version_id is 0 where it is the model that is tagged or annotated.
CREATE TABLE tag (
  model_id INTEGER NOT NULL REFERENCES model, version_id INTEGER NOT NULL,
  key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model_id, version_id, key)
) WITHOUT ROWID;
CREATE TABLE annotation (
  model_id INTEGER NOT NULL REFERENCES model, version_id INTEGER NOT NULL,
  field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model_id, version_id, field)
) WITHOUT ROWID;

CREATE TABLE approval_request (
  event_id TEXT PRIMARY KEY, version_id INTEGER NOT NULL REFERENCES version,
  to_stage TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL,
  promote INTEGER NOT NULL, state TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX approval_request_by_version ON approval_request (version_id, state);
CREATE INDEX approval_request_by_state ON approval_request (state, event_id);
CREATE TABLE approval (
  request_id TEXT NOT NULL, event_id TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
  digest TEXT NOT NULL, policy TEXT NOT NULL, reason TEXT, PRIMARY KEY (request_id, event_id)
) WITHOUT ROWID;

-- event_id is the event that made it, or the run that named it first.
CREATE TABLE experiment (
  id INTEGER PRIMARY KEY, event_id TEXT NOT NULL, name TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL, changed_at TEXT NOT NULL, deleted_at TEXT
);
-- Events by which an experiment can be named.
CREATE TABLE experiment_origin (
  event_id TEXT PRIMARY KEY, experiment_id INTEGER NOT NULL REFERENCES experiment
) WITHOUT ROWID;
CREATE TABLE experiment_tag (
  experiment_id INTEGER NOT NULL REFERENCES experiment, key TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (experiment_id, key)
) WITHOUT ROWID;

-- finished_event has the summary of all that was logged until then.
CREATE TABLE run (
  id INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE,
  experiment_id INTEGER NOT NULL REFERENCES experiment, name TEXT, user TEXT,
  status TEXT NOT NULL, start_at TEXT, end_at TEXT, segments INTEGER NOT NULL,
  started_event TEXT, finished_event TEXT, deleted_at TEXT
);
CREATE INDEX run_by_experiment ON run (experiment_id, start_at);
-- Keys of metrics, parameters and tags of runs.
CREATE TABLE run_key (
  id INTEGER PRIMARY KEY, field TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (field, name)
);
-- NULL is a value that is no number.
CREATE TABLE run_metric (
  run_id INTEGER NOT NULL REFERENCES run, key_id INTEGER NOT NULL REFERENCES run_key,
  last REAL, lowest REAL, highest REAL, step INTEGER NOT NULL, at INTEGER NOT NULL,
  count INTEGER NOT NULL, PRIMARY KEY (run_id, key_id)
) WITHOUT ROWID;
-- Parameters and tags, as JSON.
CREATE TABLE run_value (
  run_id INTEGER NOT NULL REFERENCES run, key_id INTEGER NOT NULL REFERENCES run_key,
  value TEXT NOT NULL, PRIMARY KEY (run_id, key_id)
) WITHOUT ROWID;
-- Sealed parts of the log of a run, in order.
CREATE TABLE run_segment (
  run_id INTEGER NOT NULL REFERENCES run, position INTEGER NOT NULL, sha256 TEXT NOT NULL,
  size INTEGER NOT NULL, PRIMARY KEY (run_id, position)
) WITHOUT ROWID;
-- Sealed parts of the log of observations, with aggregates by minute and hour.
CREATE TABLE observation_segment (
  event_id TEXT PRIMARY KEY, segment TEXT NOT NULL UNIQUE, from_at TEXT NOT NULL,
  to_at TEXT NOT NULL, minutes TEXT NOT NULL, minutes_size INTEGER NOT NULL,
  hours TEXT NOT NULL, hours_size INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX observation_segment_by_time ON observation_segment (to_at);
CREATE TABLE observed_version (
  version_event TEXT NOT NULL, event_id TEXT NOT NULL, PRIMARY KEY (version_event, event_id)
) WITHOUT ROWID;
CREATE TABLE ab_test (
  event_id TEXT PRIMARY KEY, name TEXT NOT NULL, concluded_event TEXT, winner TEXT
) WITHOUT ROWID;
CREATE INDEX ab_test_by_name ON ab_test (name);
CREATE TABLE ab_variant (
  test_event TEXT NOT NULL, version_event TEXT NOT NULL, PRIMARY KEY (test_event, version_event)
) WITHOUT ROWID;
CREATE INDEX ab_variant_by_version ON ab_variant (version_event);
CREATE TABLE ab_split (
  test_event TEXT NOT NULL, event_id TEXT NOT NULL, PRIMARY KEY (test_event, event_id)
) WITHOUT ROWID;
-- Alerts; that of another clone while one is open for the same rule is the same alert (alert_event).
CREATE TABLE alert (
  event_id TEXT PRIMARY KEY, version_event TEXT NOT NULL, rule TEXT NOT NULL,
  recovered_event TEXT, failed_event TEXT
) WITHOUT ROWID;
CREATE INDEX alert_by_version ON alert (version_event, rule, recovered_event);
CREATE TABLE same_alert (event_id TEXT PRIMARY KEY, alert_event TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE completed_rollback (
  rollback_event TEXT PRIMARY KEY, event_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE training_sketch (
  version_event TEXT PRIMARY KEY, event_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE logged_model (
  model TEXT PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES run
) WITHOUT ROWID;
`;

/**
 * Indexes whose entries arrive in no order: making them after the rows, sorted once, takes a
 * fraction of the time that keeping them up to date during a rebuild does.
 */
export const contentIndexes = {
  artifact_by_content: "CREATE INDEX artifact_by_content ON artifact (sha256)",
  metric_by_value: "CREATE INDEX metric_by_value ON metric (key_id, value)",
  recorded_by_value: "CREATE INDEX recorded_by_value ON recorded (key_id, value)",
  tag_by_key: "CREATE INDEX tag_by_key ON tag (key, value)",
  version_by_change: "CREATE INDEX version_by_change ON version (model_id, changed_event)",
  version_by_run: "CREATE INDEX version_by_run ON version (run) WHERE run IS NOT NULL",
  dataset_by_content: "CREATE INDEX dataset_by_content ON dataset (content)",
  dataset_by_place: "CREATE INDEX dataset_by_place ON dataset (place)",
  dataset_by_name: "CREATE INDEX dataset_by_name ON dataset (name)",
};

/** Returns the statements that make the schema, sorted, without the comments before them. */
export function schemaStatements(): readonly string[] {
  const made = indexSchema
    .split(";\n")
    .map((statement) => statement.replace(/^(?:\s|--.*\n)*/, ""))
    .filter((statement) => statement !== "");
  return [...made, ...Object.values(contentIndexes)].sort();
}
