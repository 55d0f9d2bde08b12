import type { Plugin } from 'esbuild';
/** Op files without their samples. */
export const noSamples: Plugin;
/** Op files with their kernels only. */
export const kernelsOnly: Plugin;
