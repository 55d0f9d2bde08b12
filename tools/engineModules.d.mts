/** Bytes as `unpacked` of src/engine/wasm/unpack.ts reads them. */
export function packed(bytes: Uint8Array): Uint8Array;
