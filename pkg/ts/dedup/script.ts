/**
 * Everything that is done to a key, atomically. Its value is the token of the
 * one who holds it or has done it, behind a letter that says which. Redis
 * itself ends leases, on its own clock.
 *
 * KEYS: the key. ARGV: what to do, the token, and for how many milliseconds.
 * The answers are {@link Answer}.
 */
export const SCRIPT = `
local key, action, token, ms = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local value = redis.call("GET", key)
local held, done = "h" .. token, "d" .. token

if action == "claim" then
  if value and value ~= held then
    return string.sub(value, 1, 1) == "d" and 2 or 0
  end
  redis.call("SET", key, held, "PX", ms)
  return 1
end

if action == "commit" then
  if value == done then return 1 end
  if value and value ~= held then return 0 end
  redis.call("SET", key, done, "PX", ms)
  return 1
end

if value ~= held then return 0 end
if action == "renew" then
  redis.call("PEXPIRE", key, ms)
else
  redis.call("DEL", key)
end
return 1
`;

/** What the script answers. */
export const Answer = {
  /** The key is another's. */
  No: 0,
  Yes: 1,
  /** To a claim only: the key is done. */
  Done: 2,
} as const;
