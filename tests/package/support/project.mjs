// Small projects outside the repository, in which the packed package is installed.

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { at } from "../../support/files.mjs";

const LIMIT_MS = 300_000;

const folders = [];
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed when the process ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "countersign-package-"));
  folders.push(folder);
  return folder;
}

/** The packed package. */
export function tarball() {
  const path = process.env.COUNTERSIGN_TARBALL;
  if (!path) throw new Error("COUNTERSIGN_TARBALL must name the packed package, as npm pack makes it");
  return path;
}

/** Runs a program to its end, and gives what it has printed. Throws where it fails. */
export async function run(program, args, options) {
  const { stdout } = await promisify(execFile)(program, args, { timeout: LIMIT_MS, ...options });
  return stdout;
}

let master;

/** The first project, which the others are copies of: npm installs but once. */
async function install() {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const options = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  await run("npm", ["install", ...options, tarball()], { cwd: folder });
  return folder;
}

/**
 * A project in which the tarball is installed, without the network.
 *
 * @param files Its own files, by their names.
 * @param linked What else it has, from the tools of the repository.
 */
export async function project(files = {}, linked = {}) {
  const folder = temporaryFolder();
  cpSync(await (master ??= install()), folder, { recursive: true, verbatimSymlinks: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  for (const [name, target] of Object.entries(linked)) {
    symlinkSync(at(`node_modules/${target}`), join(folder, "node_modules", name), "junction");
  }
  return folder;
}

/** A file moved to a folder where there is nothing else. */
export function alone(file, name) {
  const folder = temporaryFolder();
  cpSync(file, join(folder, name));
  return folder;
}
