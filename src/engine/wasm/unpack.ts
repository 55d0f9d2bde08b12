// A module inside a bundle is packed: runs of new bytes, and copies of bytes that stood before. Inflating by the platform would
// be asynchronous in browsers.

/**
 * The inverse of `packed` in tools/engineModules.mjs. Numbers are LEB128: the length of the whole; then, until it is there, a
 * count of new bytes, these bytes, a count of bytes to copy and how far back they stand.
 */
export function unpacked(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const whole = new Uint8Array(number());
  for (let to = 0; to < whole.length;) {
    const fresh = number();
    whole.set(bytes.subarray(at, at + fresh), to);
    at += fresh;
    to += fresh;
    if (to >= whole.length) break;
    const copied = number();
    const back = number();
    for (let i = 0; i < copied; i++, to++) whole[to] = whole[to - back];
  }
  return whole;
}
