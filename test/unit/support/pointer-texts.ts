const sha256 = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";

/**
 * Files that the tools leave in place of a file whose bytes they keep elsewhere, as their manuals
 * give them.
 */
export const pointerTexts = {
  lfs: `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize 438007537\n`,
  annex: `/annex/objects/SHA256E-s438007537--${sha256}.pkl\n`,
  dvc: "outs:\n- md5: a304afb96060aad90176268345e10355\n  size: 37891850\n  hash: md5\n  path: model.pkl\n",
} as const;

/** The digest of the file that the pointers of Git LFS and git-annex stand for. */
export const pointedSha256 = sha256;
