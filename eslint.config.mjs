/** How files and folders depend on each other; the other rules are in oxlint.config.ts. */
import { defineConfig, globalIgnores } from "eslint/config";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** The layers that each layer may import (docs/ARCHITECTURE.md). A new one is a design change. */
const dependencies = {
  core: [],
  storage: ["core"],
  inspect: ["core"],
  provenance: ["core"],
  interchange: ["core"],
  remotes: ["core"],
  registry: ["core", "storage", "inspect", "provenance", "interchange", "remotes"],
  agents: ["core", "registry"],
  editor: ["core", "registry", "agents"],
  // The command line starts the servers, also those of the editor.
  cli: ["core", "registry", "server", "agents"],
  server: ["core", "registry"],
};
const layers = Object.keys(dependencies);

/**
 * The folders each folder of a layer may import, in an order without cycles. Files at the top of a
 * layer are shared by its folders or put them together.
 */
const folders = {
  core: {
    text: [],
    filter: [],
    model: ["text"],
    redaction: ["model", "text"],
    refusals: ["model", "redaction", "text"],
    files: ["refusals"],
    reproduction: ["metrics", "model", "text"],
    events: ["model", "redaction", "refusals", "reproduction", "text"],
    runs: ["events", "model", "refusals", "text"],
    observations: ["events", "model", "refusals", "text"],
    abtests: ["events", "metrics", "model", "observations", "refusals", "text"],
    monitoring: ["abtests", "events", "metrics", "model", "observations", "refusals", "text"],
    state: [
      "abtests",
      "events",
      "model",
      "monitoring",
      "observations",
      "refusals",
      "reproduction",
      "runs",
      "text",
    ],
    annotations: ["model", "refusals", "state", "text"],
    metrics: ["model", "text"],
    lifecycle: [
      "abtests",
      "events",
      "metrics",
      "model",
      "monitoring",
      "refusals",
      "reproduction",
      "state",
      "text",
    ],
    retention: ["annotations", "events", "lifecycle", "model", "refusals", "state", "text"],
    audit: [
      "annotations",
      "events",
      "lifecycle",
      "model",
      "refusals",
      "retention",
      "state",
      "text",
    ],
    policy: ["metrics", "model", "refusals", "remotes", "text"],
    charts: ["metrics", "model", "policy", "state", "text"],
    models: ["events", "lifecycle", "model", "refusals", "retention", "state", "text"],
    registration: ["events", "lifecycle", "model", "models", "refusals", "state", "text"],
    masking: ["events", "model", "registration", "runs", "text"],
    import: ["metrics", "model", "registration", "text"],
    lineage: ["metrics", "model", "state", "text"],
    pointers: ["model", "text"],
    remotes: [],
    query: ["events", "model", "text"],
    reports: ["charts", "events", "metrics", "model", "state", "text"],
    retrieval: ["lifecycle", "metrics", "model", "policy", "refusals", "state", "text"],
  },
  "core/model": {
    data: [],
    policy: [],
    recipe: ["data"],
    inspection: ["data", "recipe"],
  },
  "core/refusals": {
    git: [],
    ledger: [],
    lifecycle: [],
    runs: [],
    sharing: ["ledger"],
    files: ["git", "sharing"],
    versions: ["files"],
  },
  storage: {
    files: [],
    ledger: ["files"],
    artifacts: ["files", "ledger"],
    index: ["files", "ledger"],
    logs: ["files"],
    observations: ["files", "logs"],
    runs: ["artifacts", "files", "index", "logs"],
    policy: ["files", "index", "ledger"],
    recovery: ["files", "index", "ledger"],
    redaction: ["files", "index", "ledger"],
  },
  "storage/index": {
    projection: [],
    file: ["projection"],
    events: ["projection"],
    search: [],
    lineage: [],
    retention: ["events"],
  },
  inspect: {
    contract: [],
    encodings: ["contract"],
    sources: ["contract"],
    formats: ["contract", "encodings", "sources"],
    engine: ["contract", "encodings", "formats", "sources"],
  },
  provenance: {
    files: [],
    values: ["files"],
    data: ["files", "values"],
    git: ["files", "values"],
    environment: ["files", "git", "values"],
    metadata: ["environment", "files", "values"],
    discovery: ["data", "environment", "files", "metadata", "values"],
  },
  interchange: {
    dvc: [],
    gto: [],
    http: [],
    huggingface: ["http"],
    mlflow: ["http"],
    wandb: [],
  },
  remotes: {
    contract: [],
    folder: ["contract"],
    git: ["contract", "lfs"],
    http: ["contract"],
    lfs: ["contract", "http"],
    postgres: ["contract"],
    s3: ["contract", "http"],
  },
  registry: {
    annotations: [],
    exchange: [],
    files: ["exchange"],
    bundles: ["exchange", "files"],
    versions: ["annotations", "exchange", "files"],
    redaction: ["files", "versions"],
    audit: ["exchange", "files", "versions"],
    hooks: [],
    retrieval: ["exchange", "files", "search", "versions"],
    lifecycle: ["exchange", "hooks", "retrieval", "versions"],
    models: ["files"],
    records: [],
    webhooks: [],
    registration: ["files", "lifecycle", "models", "monitoring", "retrieval", "runs", "versions"],
    import: ["files", "models", "registration"],
    interchange: [
      "annotations",
      "files",
      "lifecycle",
      "registration",
      "reports",
      "retrieval",
      "runs",
      "versions",
    ],
    retention: ["exchange", "hooks", "lifecycle", "models", "versions"],
    policy: ["retention"],
    search: [],
    routing: [],
    observations: ["exchange", "files", "retrieval", "routing"],
    abtests: ["lifecycle", "observations", "retrieval", "routing"],
    monitoring: ["abtests", "files", "hooks", "lifecycle", "observations", "routing"],
    runs: ["files", "registration", "search"],
    reports: ["audit", "files", "versions"],
    reproduction: ["files", "hooks", "retrieval", "versions"],
    worker: [
      "abtests",
      "annotations",
      "audit",
      "bundles",
      "exchange",
      "files",
      "hooks",
      "import",
      "interchange",
      "lifecycle",
      "models",
      "monitoring",
      "observations",
      "policy",
      "redaction",
      "registration",
      "reports",
      "reproduction",
      "retention",
      "retrieval",
      "runs",
      "search",
      "versions",
    ],
  },
  cli: {
    completion: [],
    refusals: [],
    terminal: [],
    input: ["refusals"],
    report: ["input", "refusals", "terminal"],
    commands: ["completion", "input", "refusals", "report", "terminal"],
  },
  server: {
    http: [],
    wire: ["http"],
    models: ["http", "wire"],
    tracking: ["http", "wire"],
    artifacts: ["http", "tracking", "wire"],
    downloads: ["artifacts"],
    versions: ["artifacts", "http", "wire"],
    webhooks: ["http"],
    production: ["http"],
  },
  editor: {
    nodes: [],
    pickers: ["nodes"],
    files: [],
    policy: [],
    actions: ["files", "nodes", "pickers", "policy"],
    monitoring: [],
    panels: ["actions", "pickers", "policy"],
    tree: ["nodes", "pickers", "policy"],
    commands: ["actions", "files", "monitoring", "nodes", "panels", "pickers", "policy", "tree"],
    references: ["nodes"],
    agents: ["nodes"],
    api: [],
    tasks: [],
    status: [],
  },
};

const zones = [
  ...Object.entries(dependencies).map(([layer, allowed]) => ({
    target: `./src/${layer}`,
    from: layers
      .filter((other) => other !== layer && !allowed.includes(other))
      .map((other) => `./src/${other}`),
    message: `src/${layer} may import only from: ${[layer, ...allowed].join(", ")} (docs/ARCHITECTURE.md).`,
  })),
  ...Object.entries(folders).flatMap(([layer, allowedOf]) =>
    Object.entries(allowedOf).flatMap(([folder, allowed]) => {
      const others = Object.keys(allowedOf).filter(
        (other) => other !== folder && !allowed.includes(other),
      );
      if (others.length === 0) return [];
      return {
        target: `./src/${layer}/${folder}`,
        from: others.map((other) => `./src/${layer}/${other}`),
        message: `src/${layer}/${folder} may import only from: ${[folder, ...allowed].join(", ")} (eslint.config.mjs, folders).`,
      };
    }),
  ),
  {
    target: [
      "./src/core",
      "./src/storage",
      "./src/inspect",
      "./src/provenance",
      "./src/interchange",
      "./src/remotes",
      "./src/registry",
      "./src/cli",
      "./src/server",
    ],
    from: "./webview",
    message: "Only the editor speaks with the pages.",
  },
  {
    target: "./webview",
    from: layers.filter((layer) => layer !== "core").map((layer) => `./src/${layer}`),
    message: "Pages know the domain (src/core) and the protocol, nothing else.",
  },
  { target: "./src", from: "./test", message: "The product never imports its tests." },
];

/** Modules that hand texts to VS Code; each makes them plain (src/editor/plain-text.ts). */
const messageModules = [
  "src/editor/messages.ts",
  "src/editor/run-with-progress.ts",
  "src/editor/pickers/ask.ts",
  "src/editor/nodes/version-tooltip.ts",
  "src/editor/nodes/plain-markdown.ts",
];

/**
 * VS Code makes links and icons of what it finds in messages, prompts, and labels. Names, reasons, and
 * the output of programs come from others, so all of it goes through few modules.
 */
const otherWaysToText = [
  {
    selector:
      "MemberExpression[object.name='window'][property.name=/^(show(Information|Warning|Error)Message|show(InputBox|QuickPick|WorkspaceFolderPick|OpenDialog|SaveDialog)|create(InputBox|QuickPick)|withProgress|setStatusBarMessage)$/]",
    message: "Show texts through src/editor/messages.ts, pickers/ask.ts, or run-with-progress.ts.",
  },
  {
    selector:
      "AssignmentExpression[left.type='MemberExpression'][left.property.name=/^(title|prompt|placeholder|validationMessage|message)$/]:not([right.callee.name=/^plain(Message|Label)$/])",
    message: "What VS Code shows is made plain first (src/editor/plain-text.ts).",
  },
  {
    selector: "ImportSpecifier[imported.name=/^(MarkdownString|InputBoxValidationSeverity)$/]",
    message: "Markdown is made in src/editor/nodes/version-tooltip.ts, which escapes all of it.",
  },
  {
    selector:
      "ImportDeclaration[source.value='vscode'] > :matches(ImportNamespaceSpecifier, ImportDefaultSpecifier, ImportSpecifier[imported.name='window'][local.name!='window'])",
    message: "Import what is needed from vscode by its own name, so that the linter knows it.",
  },
  {
    selector: "VariableDeclarator[init.name='window']",
    message: "Call the functions of window on window, so that the linter knows them.",
  },
];

export default defineConfig(
  globalIgnores(["dist/", "node_modules/", ".vscode-test/", "test-results/", "test/fixtures/"]),
  // Comments that turn off a rule are of oxlint, which also knows those that are no longer needed.
  { linterOptions: { reportUnusedDisableDirectives: "off" } },
  {
    files: ["**/*.ts"],
    // Rules of the other linter, named in comments.
    plugins: { "import-x": importX, "@typescript-eslint": tseslint.plugin },
    languageOptions: { parser: tseslint.parser },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver()] },
    rules: {
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones }],
      "import-x/order": ["error", { alphabetize: { order: "asc" } }],
    },
  },
  {
    files: ["src/editor/**", "src/extension.ts"],
    // The last has fixed words and addresses made of ids, whose links run commands.
    ignores: [...messageModules, "src/editor/nodes/version-links.ts"],
    rules: { "no-restricted-syntax": ["error", ...otherWaysToText] },
  },
  {
    files: messageModules,
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector:
            ":matches(AssignmentExpression[left.property.name=/^(isTrusted|supportHtml|supportThemeIcons)$/][right.value!=false], Property[key.name='isTrusted'])",
          message: "Text of others is never trusted: its links run commands.",
        },
      ],
    },
  },
);
