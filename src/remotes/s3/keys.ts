/** Keys of an account. */
export interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since 1970 after which they are no longer accepted. */
  readonly expiresAt?: number;
}
