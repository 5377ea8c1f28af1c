// Interleaved rounds: in each, every contender runs a batch, in another order
// than in the round before. What slows the machine down for a while so slows
// all of them, and leaves the ratios within a round alone.

/**
 * @param {import("./runner.mjs").Runner[]} runners
 * @returns {Promise<Map<string, number[]>>} by the contender's id, the time of
 * a call in each round, in ms
 */
export async function runRounds(runners, { rounds, batchMs, warmUpMs }) {
  const lanes = [];
  for (const runner of runners) {
    const perCall = await runner.warmUp(warmUpMs);
    lanes.push({ runner, calls: Math.max(1, Math.round(batchMs / perCall)), times: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { runner, calls, times } of shuffled(lanes)) {
      times.push((await runner.run(calls)) / calls);
    }
  }
  return new Map(lanes.map(({ runner, times }) => [runner.contender.id, times]));
}

/** Each order is as likely as another, so that nobody has always the same one before it. */
function shuffled(items) {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
