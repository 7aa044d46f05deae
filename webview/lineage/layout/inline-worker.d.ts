/** Source of a script for a worker, bundled (esbuild.mjs). */
declare module "inline-worker:*" {
  const source: string;
  // esbuild's loader for texts has no other export.
  export default source;
}
