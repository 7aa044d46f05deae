import { createHash } from "node:crypto";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { RemoteProblem } from "../../core/refusals/sharing/remote-problem.ts";
import { answered, denied, unreachable } from "../contract/remote-errors.ts";
import { readBody, send, type HttpAnswer, type HttpRequest } from "../http/http-request.ts";
import { isTransient, withRetries } from "../http/retry.ts";
import { s3Settings, type S3Settings } from "./credentials.ts";
import type { S3Keys } from "./keys.ts";
import { encodePart, signedHeaders } from "./sign.ts";

/** A place in a bucket. */
export interface S3Place {
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  /** Address of another service than Amazon's: `https://minio.example.org:9000`. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
}

export interface S3Request {
  readonly method: HttpRequest["method"];
  /** Below the prefix; undefined for the bucket itself. */
  readonly key: string | undefined;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

/** S3's report about a request that it has not done. */
export interface S3Problem {
  /** `NoSuchKey`, `AccessDenied`, …; empty if it says none. */
  readonly code: string;
  readonly message: string;
}

const emptyDigest = createHash("sha256").digest("hex");
/** Refusal of a signature whose time is 15 minutes or more from the server's. */
const skewCode = "RequestTimeTooSkewed";

/** Sends signed requests to a bucket. */
export class S3Client {
  readonly address: string;
  readonly #place: S3Place;
  readonly #keys: S3Keys | undefined;
  #settings: Promise<S3Settings> | undefined;
  #region: string | undefined;
  /** Milliseconds by which the clock of the server is ahead of ours. */
  #skew = 0;

  /**
   * @param address for texts, without secrets
   * @param keys that are used where the person's settings have none
   */
  constructor(address: string, place: S3Place, keys?: S3Keys) {
    this.address = address;
    this.#keys = keys;
    this.#place = place;
    this.#region = place.region;
  }

  /** Returns the uploads in parts that are under way for a name in the bucket, as XML. */
  async listUploads(name: string, signal: AbortSignal | undefined): Promise<string> {
    const query = { uploads: "", prefix: name };
    return (await this.must({ method: "GET", key: undefined, query, signal })).toString("utf8");
  }

  /** Name of an object in the bucket. */
  keyOf(key: string): string {
    const { prefix } = this.#place;
    return prefix === "" ? key : `${prefix}/${key}`;
  }

  /**
   * Sends a request and returns the answer, whatever its status. It is sent again if the server is
   * busy, keeps the bucket in another region, or has another time.
   *
   * @throws RegistryError `remote-unreachable`, `remote-denied`, `cancelled`
   */
  async send(request: S3Request): Promise<HttpAnswer> {
    const { signal } = request;
    const attempt = (): Promise<HttpAnswer> => this.#sendOnce(request);
    try {
      const answer = await withRetries(signal, attempt);
      return (await this.#hasLearned(answer)) ? await withRetries(signal, attempt) : answer;
    } catch (error) {
      throw error instanceof RegistryError ? error : unreachable(this.address, error);
    }
  }

  /** The same for an answer that has to be one of success. */
  async must(request: S3Request): Promise<Buffer> {
    const answer = await this.send(request);
    const bytes = await this.body(answer);
    if (answer.status < 200 || answer.status > 299) throw this.problem(answer, problemOf(bytes));
    return bytes;
  }

  /** Removes an object, which need not be there. */
  async remove(key: string, signal: AbortSignal | undefined): Promise<void> {
    const answer = await this.send({ method: "DELETE", key, signal });
    const bytes = await this.body(answer);
    const isGone = answer.status === 404 || (answer.status >= 200 && answer.status <= 299);
    if (!isGone) throw this.problem(answer, problemOf(bytes));
  }

  /** Reads the body of an answer. */
  async body(answer: HttpAnswer): Promise<Buffer> {
    return readBody(answer).catch((error: unknown) => {
      throw unreachable(this.address, error);
    });
  }

  /** Returns the refusal for an answer that is none of success. */
  problem(answer: HttpAnswer, { code, message }: S3Problem): RegistryError {
    const { status } = answer;
    const ending = code === "" ? "" : ` (${code})`;
    const problem: RemoteProblem =
      message === "" ? { kind: "status", status, code: code.slice(0, 400) } : `${message}${ending}`;
    return answered(this.address, problem, isTransient(answer));
  }

  async #sendOnce(request: S3Request): Promise<HttpAnswer> {
    const { method, query = {}, headers, body, signal } = request;
    const settings = await this.#currentSettings();
    const region = this.#region ?? settings.region ?? "us-east-1";
    const name = request.key === undefined ? "" : this.keyOf(request.key);
    const url = this.#url(name, region, settings);
    url.search = Object.entries(query)
      .map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`)
      .join("&");
    const bodyDigest = body ? createHash("sha256").update(body).digest("hex") : emptyDigest;
    const time = new Date(Date.now() + this.#skew);
    const signed = signedHeaders(
      { method, url, headers, bodyDigest, region, time },
      this.#credentials(settings),
    );
    return send({ method, url, headers: signed, body, signal });
  }

  /** Returns the settings; those whose keys are about to expire are looked up again. */
  async #currentSettings(): Promise<S3Settings> {
    const known = (this.#settings ??= this.#lookUp());
    const settings = await known;
    const minute = 60_000;
    if ((settings.credentials?.expiresAt ?? Infinity) - Date.now() > minute) return settings;
    // Of several requests that find them expired, one looks them up.
    if (this.#settings === known) this.#settings = undefined;
    return (this.#settings ??= this.#lookUp());
  }

  /** @throws RegistryError `remote-denied` if the program of the profile gives none; never kept */
  #lookUp(): Promise<S3Settings> {
    const found = s3Settings().catch((error: unknown) => {
      if (this.#settings === found) this.#settings = undefined;
      throw denied(this.address, error);
    });
    return found;
  }

  #credentials({ credentials = this.#keys }: S3Settings): S3Keys {
    if (credentials) return credentials;
    const { address } = this;
    throw new RegistryError({ code: "remote-denied", reason: "s3-credentials-missing", address });
  }

  #url(key: string, region: string, settings: S3Settings): URL {
    const { bucket } = this.#place;
    const endpoint = this.#place.endpoint ?? settings.endpoint;
    const path = key.split("/").map(encodePart).join("/");
    if (endpoint !== undefined) return new URL(`${endpoint.replace(/\/+$/, "")}/${bucket}/${path}`);
    const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    // The certificate of the host names covers no buckets with dots.
    return bucket.includes(".")
      ? new URL(`https://s3.${region}.${domain}/${bucket}/${path}`)
      : new URL(`https://${bucket}.s3.${region}.${domain}/${path}`);
  }

  /** Learns from an answer in which region the bucket is, or what time the server has. */
  async #hasLearned(answer: HttpAnswer): Promise<boolean> {
    const region = answer.headers["x-amz-bucket-region"];
    const isElsewhere = [301, 307, 400].includes(answer.status);
    if (isElsewhere && typeof region === "string" && region !== this.#region) {
      this.#region = region;
      answer.body.destroy();
      return true;
    }
    const serverTime = Date.parse(answer.headers.date ?? "");
    if (answer.status !== 403 || Number.isNaN(serverTime)) return false;
    const skew = serverTime - Date.now();
    const minute = 60_000;
    if (Math.abs(skew - this.#skew) < minute) return false;
    if (problemOf(await this.body(answer)).code !== skewCode && answer.headers["content-type"]) {
      return false;
    }
    this.#skew = skew;
    return true;
  }
}

/** Reads what S3 says of a problem. */
export function problemOf(bytes: Buffer): S3Problem {
  const text = bytes.toString("utf8");
  return { code: elementOf(text, "Code") ?? "", message: elementOf(text, "Message") ?? "" };
}

/** Returns the text of the first element of that name in a simple XML document. */
export function elementOf(xml: string, name: string): string | undefined {
  return elementsOf(xml, name)[0];
}

export function elementsOf(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, "g"))].map(([, text = ""]) =>
    text
      .replaceAll("&quot;", '"')
      .replaceAll("&#34;", '"')
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&"),
  );
}
