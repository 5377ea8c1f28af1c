/** What the process ends with. */
export const EXIT = { ok: 0, refused: 1, usage: 2, interrupted: 130 } as const;

/**
 * What stops a command: its message is one line for the reader, and says
 * nothing of a secret.
 */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A command line that cannot be understood: the reader is led to `--help`. */
export class UsageError extends CommandError {}

/** Why the system refused, in its own words: `no such file or directory`. */
export function systemReason(error: unknown): string {
  const { message = String(error) } = error as Error;
  return /^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1] ?? message;
}
