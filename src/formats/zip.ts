// ZIP archives, read by their directory: only the members that are asked for, and of stored members only the bytes.
// Encrypted and spanned archives are refused. Sizes that a file declares are checked before memory is taken.
import { inflateSync } from 'fflate';
import { l10n } from '../base/l10n';
import { FormatError } from './errors';
import { cutOff, readExactly, type NamedSource } from './source';

export interface ZipMember {
  readonly name: string;
  readonly isDeflated: boolean;
  /** Bytes in the file, and bytes when inflated. */
  readonly packed: number;
  readonly size: number;
  /** Where its local header stands. */
  readonly at: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const MAX_COMMENT = 65_535;
const MAX_DIRECTORY = 64 * 2 ** 20;
/** Deflate cannot shrink by more. */
const MAX_RATIO = 1_032;

const decoder = new TextDecoder();

export class ZipArchive {
  private inflated: { readonly name: string; readonly bytes: Uint8Array } | null = null;

  private constructor(private readonly source: NamedSource, readonly members: ReadonlyMap<string, ZipMember>) {}

  static async open(source: NamedSource): Promise<ZipArchive> {
    const { count, size, at } = await findDirectory(source);
    if (size > MAX_DIRECTORY) throw cutOff(source.name);
    const members = membersOf(await readExactly(source, at, size), count, source.name);
    checkOverlaps(members, source.name);
    return new ZipArchive(source, new Map(members.map((member) => [member.name, member])));
  }

  /** Bytes of a member, from `offset`; `maxBytes`: more is refused before it is inflated. */
  async read(member: ZipMember, offset = 0, length = member.size - offset, maxBytes = 2 ** 32): Promise<Uint8Array> {
    if (offset < 0 || length < 0 || offset + length > member.size) throw cutOff(this.source.name);
    const header = new DataView((await readExactly(this.source, member.at, 30)).slice().buffer);
    if (header.getUint32(0, true) !== LOCAL) throw cutOff(this.source.name);
    const start = member.at + 30 + header.getUint16(26, true) + header.getUint16(28, true);
    if (!member.isDeflated) return readExactly(this.source, start + offset, length);
    if (this.inflated?.name !== member.name) {
      this.inflated = { name: member.name, bytes: await this.inflate(member, start, maxBytes) };
    }
    return this.inflated.bytes.subarray(offset, offset + length);
  }

  private async inflate(member: ZipMember, start: number, maxBytes: number): Promise<Uint8Array> {
    if (member.size > maxBytes || member.size > MAX_RATIO * (member.packed + 1)) {
      throw new FormatError(l10n.t('{0} is refused: its part {1} would take {2} MB when unpacked.', this.source.name, member.name,
        Math.ceil(member.size / 1e6)));
    }
    const packed = await readExactly(this.source, start, member.packed);
    try {
      const bytes = inflateSync(packed, { out: new Uint8Array(member.size) });
      if (bytes.length === member.size) return bytes;
    } catch {
      // Told below, with the file's name.
    }
    throw cutOff(this.source.name);
  }
}

interface Directory { readonly count: number; readonly size: number; readonly at: number }

async function findDirectory(source: NamedSource): Promise<Directory> {
  const length = Math.min(source.size, MAX_COMMENT + 22);
  const tailAt = source.size - length;
  const tail = viewOf(await readExactly(source, tailAt, length));
  for (let i = length - 22; i >= 0; i--) {
    if (tail.getUint32(i, true) !== END) continue;
    const found = { count: tail.getUint16(i + 10, true), size: tail.getUint32(i + 12, true), at: tail.getUint32(i + 16, true) };
    const isLong = found.count === 0xffff || found.size === 0xffffffff || found.at === 0xffffffff;
    return isLong && i >= 20 ? findDirectory64(source, tailAt + i - 20) : found;
  }
  throw cutOff(source.name);
}

async function findDirectory64(source: NamedSource, locatorAt: number): Promise<Directory> {
  const locator = viewOf(await readExactly(source, locatorAt, 20));
  if (locator.getUint32(0, true) !== LOCATOR_64) throw cutOff(source.name);
  const end = viewOf(await readExactly(source, Number(locator.getBigUint64(8, true)), 56));
  if (end.getUint32(0, true) !== END_64) throw cutOff(source.name);
  const [count, size, at] = [32, 40, 48].map((from) => Number(end.getBigUint64(from, true)));
  return { count, size, at };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function membersOf(bytes: Uint8Array, count: number, file: string): ZipMember[] {
  const view = viewOf(bytes);
  const members: ZipMember[] = [];
  for (let at = 0; at + 46 <= bytes.length && members.length < count;) {
    if (view.getUint32(at, true) !== ENTRY) throw cutOff(file);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.length) throw cutOff(file);
    const method = view.getUint16(at + 10, true);
    const name = decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if ((view.getUint16(at + 8, true) & 1) !== 0 || (method !== 0 && method !== 8)) {
      throw new FormatError(l10n.t('{0} is packed in a way that is not read: {1} is encrypted or compressed by method {2}.',
        file, name, method));
    }
    const [packed, size, start] = [20, 24, 42].map((from) => view.getUint32(at + from, true));
    const extra = new DataView(bytes.buffer, bytes.byteOffset + at + 46 + nameLength, extraLength);
    members.push({ name, isDeflated: method === 8, ...longSizes({ packed, size, at: start }, extra) });
    at = next;
  }
  for (const { isDeflated, packed, size, at } of members) {
    const isSane = [packed, size, at].every((each) => Number.isSafeInteger(each)) && (isDeflated || packed === size);
    if (!isSane) throw cutOff(file);
  }
  return members;
}

/** Sizes of members beyond 4 GB stand in an extra field, in this order, where the short ones are full. */
function longSizes(short: { size: number; packed: number; at: number }, extra: DataView): typeof short {
  const sizes = { ...short };
  for (let at = 0; at + 4 <= extra.byteLength;) {
    const length = extra.getUint16(at + 2, true);
    if (extra.getUint16(at, true) === 1) {
      let from = at + 4;
      for (const which of ['size', 'packed', 'at'] as const) {
        if (sizes[which] !== 0xffffffff || from + 8 > Math.min(at + 4 + length, extra.byteLength)) continue;
        sizes[which] = Number(extra.getBigUint64(from, true));
        from += 8;
      }
    }
    at += 4 + length;
  }
  return sizes;
}

/** Members that lie over each other say that the archive was made to unpack to more than it is. */
function checkOverlaps(members: readonly ZipMember[], file: string): void {
  const sorted = [...members].sort((a, b) => a.at - b.at);
  sorted.forEach((member, i) => {
    const next = sorted[i + 1];
    if (next && member.at + 30 + member.packed > next.at) {
      throw new FormatError(l10n.t('{0} is refused: its parts lie over each other.', file));
    }
  });
}
