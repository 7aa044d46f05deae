/**
 * Policies to begin with, as the text of a `policy.yaml`. `simple` is the default if there is no
 * file.
 */
export const policyPresets = {
  simple: `# The lifecycle of the models registered here: review and commit this file like code.
version: 1

# Versions begin in the first stage. A terminal stage is left only by a rollback; the first one
# takes the versions that an exclusive stage pushes out.
stages:
  - name: None
  - name: Staging
  - name: Production
    exclusive: true
  - name: Archived
    terminal: true
  - name: Rejected

transitions:
  None: [Staging, Rejected, Archived]
  Staging: [Production, Rejected, None, Archived]
  Production: [Archived]
  Rejected: [None]
`,
  guarded: `# The lifecycle of the models registered here: review and commit this file like code.
version: 1

stages:
  - name: None
  - name: Staging
  - name: Production
    exclusive: true
  - name: Archived
    terminal: true
  - name: Rejected

transitions:
  None: [Staging, Rejected, Archived]
  Staging: [Production, Rejected, None, Archived]
  Production: [Archived]
  Rejected: [None]

# What entering a stage takes. Name your own metrics and bounds.
gates:
  Staging:
    metrics:
      - metric: auc
        split: test
        min: 0.8
  Production:
    metrics:
      - metric: auc
        split: test
        min: 0.9
    maxGap:
      - metric: auc
        max: 0.05
    noRegression:
      - metric: auc
        split: test
        tolerance: 0.005
    cleanGit: true
    approvals:
      count: 1
`,
  development: `# The lifecycle of the models registered here: review and commit this file like code.
version: 1

stages:
  - name: Development
  - name: Staging
  - name: Production
    exclusive: true
  - name: Archived
    terminal: true

transitions:
  Development: [Staging, Archived]
  Staging: [Production, Development, Archived]
  Production: [Archived]
`,
  mlflow: `# The lifecycle of the models registered here: review and commit this file like code.
version: 1

# As MLflow's registry has it: any stage leads to any other, and several versions can be in one.
stages:
  - name: None
  - name: Staging
  - name: Production
  - name: Archived

transitions:
  None: [Staging, Production, Archived]
  Staging: [None, Production, Archived]
  Production: [None, Staging, Archived]
  Archived: [None, Staging, Production]
`,
} as const;

export type PolicyPreset = keyof typeof policyPresets;
