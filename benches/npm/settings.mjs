// How much is measured.

const KINDS = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576];

export const FULL = {
  /** Where the envelope stands last is the worst case of who reads it; providers put it first. */
  bodies: [
    ...KINDS.map((size) => ({ size, envelope: "first" })),
    { size: 65_536, envelope: "last" },
  ],
  rounds: 41,
  batchMs: 10,
  warmUpMs: 100,
  memorySizes: [1024, 65_536],
  growthCalls: 1_000_000,
  /** New processes, for the first verification. */
  processes: 21,
};

/** To try it. */
export const QUICK = {
  ...FULL,
  bodies: FULL.bodies.filter(({ size, envelope }) => [256, 1024, 65_536].includes(size) && envelope === "first"),
  rounds: 11,
  growthCalls: 50_000,
  processes: 5,
};
