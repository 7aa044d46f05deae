// Imported first by esbuild.mjs, which reads the project's .ts files as they are.
if (!process.features.typescript) {
  console.error(
    `The build needs Node 22.18 or newer, and this is ${process.version}. ` +
      "Run `npm run build`, which uses the Node 24 that `npm ci` installs.",
  );
  process.exit(1);
}
