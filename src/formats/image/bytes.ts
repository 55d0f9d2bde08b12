// Numbers at offsets of a file; beyond its end they are 0, so that a header that is cut off reads as nonsense, not as a crash.

export class Bytes {
  constructor(readonly all: Uint8Array) {}

  get length(): number { return this.all.length; }
  at(offset: number): number { return this.all[offset] ?? 0; }
  u16(offset: number, little = false): number {
    return little ? this.at(offset) | this.at(offset + 1) << 8 : this.at(offset) << 8 | this.at(offset + 1);
  }
  u32(offset: number, little = false): number {
    const [a, b] = [this.u16(offset, little), this.u16(offset + 2, little)];
    return little ? a + b * 65536 : a * 65536 + b;
  }
  i32(offset: number, little = false): number { return this.u32(offset, little) | 0; }
  text(offset: number, length: number): string {
    return String.fromCharCode(...this.all.subarray(offset, offset + length));
  }
}
