import type { Plugin } from 'esbuild';

/** Puts the module of machines with fused multiply-adds into a bundle. */
export const prebuiltModule: Plugin;
