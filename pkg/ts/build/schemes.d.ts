import type { Scheme } from "../scheme.js";

/** Stands for each of the schemes in the module that the build makes of all. */
export declare const each: Scheme;
