/**
 * Runs the handler of an event once, however often the event is sent.
 *
 * @module
 */

export { Dedup, type DedupOptions, type Outcome } from "./dedup.js";
export { MemoryStore, type MemoryStoreOptions } from "./memory.js";
export {
  type IoRedisClient,
  type NodeRedisClient,
  RedisStore,
  type RedisStoreOptions,
} from "./redis.js";
export type { Claim, Store } from "./store.js";
