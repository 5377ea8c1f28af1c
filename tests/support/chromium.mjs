// How Chromium is started: with nothing that leaves the machine.

/** What `playwright-core` starts it with. */
export const CHROMIUM = {
  executablePath: process.env.COUNTERSIGN_CHROMIUM,
  headless: true,
  args: [
    // A sandbox is not to be had for root, as in containers; the page is ours.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ],
};
