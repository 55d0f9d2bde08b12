// Modules that a bundle carries ready-made, by `moduleName`: emitting one takes longer than running a small model. Run from
// source there is none; `tools/engineModules.mjs` puts the bytes of the most usual module here when the engine is bundled.

export const PREBUILT: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {};
