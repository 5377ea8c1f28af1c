import { Answer, SCRIPT } from "./script.js";
import type { Claim, Store } from "./store.js";

/** What is needed of a client of the package `redis`, version 4 or newer. */
export interface NodeRedisClient {
  evalSha(sha1: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** What is needed of a client of the package `ioredis`. */
export interface IoRedisClient {
  evalsha(sha1: string, keys: number, ...keysAndArguments: string[]): Promise<unknown>;
  eval(script: string, keys: number, ...keysAndArguments: string[]): Promise<unknown>;
}

/** What a {@link RedisStore} may be told. */
export interface RedisStoreOptions {
  /** What its keys begin with. `countersign:` by default. */
  readonly prefix?: string | undefined;
}

/**
 * Remembers events in Redis, for any number of processes: one key an event,
 * changed by one atomic script. Leases end on Redis's clock, so those of the
 * processes may differ.
 *
 * Redis must not evict keys (`maxmemory-policy noeviction`): an event that it
 * has forgotten is handled again. So is one that was done just before a
 * failover to a replica that had not heard of it yet.
 *
 * @example
 * ```ts
 * const client = await createClient({ url }).connect(); // of redis
 * const store = new RedisStore(client);
 * ```
 *
 * @example
 * ```ts
 * const store = new RedisStore(new Redis(url)); // of ioredis
 * ```
 */
export class RedisStore implements Store {
  readonly #run: Run;
  readonly #prefix: string;

  /**
   * @param client - A client of `redis` or `ioredis`, or of a cluster. It is
   * not closed here.
   * @throws TypeError where it is neither.
   */
  constructor(client: NodeRedisClient | IoRedisClient, options: RedisStoreOptions = {}) {
    this.#run = runnerOf(client);
    this.#prefix = options.prefix ?? "countersign:";
  }

  async claim(key: string, token: string, lease: number): Promise<Claim> {
    const answer = await this.#do(key, "claim", token, lease);
    if (answer === Answer.Done) return "done";
    return answer === Answer.Yes ? "claimed" : "held";
  }

  async renew(key: string, token: string, lease: number): Promise<boolean> {
    return (await this.#do(key, "renew", token, lease)) === Answer.Yes;
  }

  async commit(key: string, token: string, keep: number): Promise<boolean> {
    return (await this.#do(key, "commit", token, keep)) === Answer.Yes;
  }

  async release(key: string, token: string): Promise<boolean> {
    return (await this.#do(key, "release", token, 0)) === Answer.Yes;
  }

  /** A client may be set to give numbers as text. */
  async #do(key: string, action: string, token: string, seconds: number): Promise<number> {
    const ms = String(Math.ceil(seconds * 1_000));
    return Number(await this.#run(this.#prefix + key, [action, token, ms]));
  }
}

/** Runs the script, by its name or by its text. */
type Run = (key: string, args: string[]) => Promise<unknown>;

/** By its name, and by its text where Redis has not seen it since it was started. */
function runnerOf(client: NodeRedisClient | IoRedisClient): Run {
  const { byName, byText } = callsOf(client);
  let name: Promise<string> | undefined;
  return async (key, args) => {
    try {
      return await byName(await (name ??= sha1(SCRIPT)), key, args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
      return byText(key, args);
    }
  };
}

/** The two clients differ in how a script is given its key and arguments. */
function callsOf(client: NodeRedisClient | IoRedisClient) {
  if (isNodeRedis(client)) {
    return {
      byName: (name: string, key: string, args: string[]) =>
        client.evalSha(name, { keys: [key], arguments: args }),
      byText: (key: string, args: string[]) => client.eval(SCRIPT, { keys: [key], arguments: args }),
    };
  }
  if (typeof client?.evalsha === "function") {
    return {
      byName: (name: string, key: string, args: string[]) => client.evalsha(name, 1, key, ...args),
      byText: (key: string, args: string[]) => client.eval(SCRIPT, 1, key, ...args),
    };
  }
  throw new TypeError("The client must be one of the package redis, version 4 or newer, or of ioredis.");
}

function isNodeRedis(client: NodeRedisClient | IoRedisClient): client is NodeRedisClient {
  return typeof (client as NodeRedisClient)?.evalSha === "function";
}

/** What Redis calls a script: the SHA-1 of its text, in hex. */
async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
