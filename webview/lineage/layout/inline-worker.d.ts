/** Source of a script for a worker, bundled (esbuild.mjs). */
declare module "inline-worker:*" {
  const source: string;
  // esbuild's loader for texts has no other export.
  // eslint-disable-next-line import-x/no-default-export
  export default source;
}
