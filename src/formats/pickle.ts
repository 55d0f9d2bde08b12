// Python's pickles (protocols 0 to 5) as inert data. A pickle is a program for a small machine; this machine calls nothing:
// functions and classes are names, and what they would be called with stands beside them. `torchObjects.ts` says what a few
// of those names mean. Everything is counted, so that no file keeps the machine busy or fills the memory.
import { l10n } from '../base/l10n';
import { FormatError } from './errors';

/** `module.name` of a function or class that the pickle refers to. */
export class PickleGlobal {
  constructor(readonly name: string) {}
}
/** What a call or an object of a class would be; the class is never made. */
export class PickleObject {
  /** What BUILD hands over: attributes, in general. */
  state: PickleValue = null;
  /** What APPEND and SETITEM would put into it. */
  readonly items: PickleValue[] = [];
  readonly entries: PickleDict = new Map();
  constructor(readonly cls: PickleGlobal, readonly args: PickleValue) {}
}
/** What `persistentLoad` gave for an identifier. */
export interface PickleExternal { readonly external: unknown }
export type PickleDict = Map<string | number | bigint | boolean | null, PickleValue>;
export type PickleValue =
  | null | boolean | number | bigint | string | Uint8Array | PickleGlobal | PickleObject | PickleExternal | PickleDict
  | PickleValue[] | readonly PickleValue[];

export interface PickleOptions {
  /** Shown in messages. */
  readonly file: string;
  /** The meaning of a call; undefined: it stays a PickleObject. */
  readonly reduce: (name: string, args: readonly PickleValue[]) => PickleValue | undefined;
  readonly persistentLoad: (id: PickleValue) => PickleValue;
}
export interface Unpickled {
  readonly value: PickleValue;
  /** Names of functions and classes that were met, in order. */
  readonly globals: readonly string[];
  /** Bytes up to the end of the pickle. */
  readonly length: number;
}

/** The bytes ended inside the pickle: with more of them it may go on. */
export class PickleEnd extends Error {}

const MAX_STEPS = 5_000_000;
const MARK = Symbol('mark');
type Slot = PickleValue | typeof MARK;
const decoder = new TextDecoder();
const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
};

/** Reads one pickle. Throws FormatError, or PickleEnd when the bytes end too early. */
export const unpickle = (bytes: Uint8Array, options: PickleOptions): Unpickled => new Unpickler(bytes, options).run();

class Unpickler {
  private at = 0;
  private steps = 0;
  private readonly view: DataView;
  private readonly stack: Slot[] = [];
  private readonly memo = new Map<number, PickleValue>();
  private readonly globals = new Set<string>();

  constructor(private readonly bytes: Uint8Array, private readonly options: PickleOptions) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): Unpickled {
    for (;;) {
      this.count(1);
      const code = this.byte();
      if (code === 0x2e) return { value: this.pop(), globals: [...this.globals], length: this.at };
      const known = OPCODES[code];
      if (known) known(this);
      else throw this.wrong(l10n.t('it has the unknown instruction {0}', `0x${code.toString(16)}`));
    }
  }

  wrong(what: string): FormatError {
    return new FormatError(l10n.t('{0} cannot be read as a pickle: {1}.', this.options.file, what));
  }
  count(steps: number): void {
    this.steps += steps;
    if (this.steps > MAX_STEPS) throw this.wrong(l10n.t('it has more than {0} instructions', MAX_STEPS));
  }

  // ---- bytes ----------------------------------------------------------------------------------------------------------
  private take(length: number): number {
    const { at } = this;
    if (length > this.bytes.length - at) throw new PickleEnd();
    this.at += length;
    return at;
  }
  byte(): number {
    return this.bytes[this.take(1)];
  }
  u16(): number {
    return this.view.getUint16(this.take(2), true);
  }
  i32(): number {
    return this.view.getInt32(this.take(4), true);
  }
  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }
  u64(): number {
    return Number(this.view.getBigUint64(this.take(8), true));
  }
  f64(): number {
    return this.view.getFloat64(this.take(8), false);
  }
  raw(length: number): Uint8Array {
    const at = this.take(length);
    return this.bytes.subarray(at, at + length);
  }
  text(length: number): string {
    return decoder.decode(this.raw(length));
  }
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw new PickleEnd();
    const text = latin1(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }
  /** Two's complement, least significant byte first. */
  long(length: number): PickleValue {
    const bytes = this.raw(length);
    this.count(length);
    if (length > 4096) throw this.wrong(l10n.t('it has a number of {0} bytes', length));
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
    return plainInt(length === 0 ? 0n : BigInt.asIntN(8 * length, value));
  }

  // ---- the stack ------------------------------------------------------------------------------------------------------
  push(value: Slot): void {
    this.stack.push(value);
  }
  pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined || value === MARK) throw this.wrong(l10n.t('its stack is empty where a value is needed'));
    return value;
  }
  top(): PickleValue {
    const value = this.pop();
    this.push(value);
    return value;
  }
  drop(): void {
    this.stack.pop();
  }
  /** The values above the last mark, which goes. */
  marked(): PickleValue[] {
    const at = this.stack.lastIndexOf(MARK);
    if (at < 0) throw this.wrong(l10n.t('its stack is empty where a value is needed'));
    const values = this.stack.splice(at).slice(1) as PickleValue[];
    this.count(values.length);
    return values;
  }
  put(index: number): void {
    this.memo.set(index, this.top());
  }
  putNext(): void {
    this.put(this.memo.size);
  }
  get(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw this.wrong(l10n.t('it refers to a value that it has not made'));
    this.push(value);
  }

  // ---- objects --------------------------------------------------------------------------------------------------------
  global(module: string, name: string): void {
    const full = `${module}.${name}`;
    this.globals.add(full);
    this.push(new PickleGlobal(full));
  }
  globalFromStack(): void {
    const name = this.pop();
    const module = this.pop();
    if (typeof name !== 'string' || typeof module !== 'string') throw this.wrong(l10n.t('a name in it is no text'));
    this.global(module, name);
  }
  reduce(): void {
    const args = this.pop();
    const callee = this.pop();
    this.make(callee, Array.isArray(args) ? args as readonly PickleValue[] : [args]);
  }
  make(callee: PickleValue, args: readonly PickleValue[]): void {
    this.count(args.length);
    if (!(callee instanceof PickleGlobal)) {
      // A class inside of another is an attribute that a call of getattr gives; it stays inert as well.
      this.push(new PickleObject(new PickleGlobal(callee instanceof PickleObject ? callee.cls.name : '?'), args));
      return;
    }
    for (const arg of args) if (Array.isArray(arg)) this.count(arg.length);
    this.push(this.options.reduce(callee.name, args) ?? new PickleObject(callee, args));
  }
  build(): void {
    const state = this.pop();
    const target = this.top();
    if (target instanceof PickleObject) target.state = state;
    else if (target instanceof Map && state instanceof Map) VERSIONS.set(target, state.get('_metadata') ?? null);
  }
  append(values: readonly PickleValue[]): void {
    const target = this.top();
    if (target instanceof PickleObject) target.items.push(...values);
    else if (Array.isArray(target)) for (const value of values) target.push(value);
    else throw this.wrong(l10n.t('it appends to what is no list'));
  }
  setItems(values: readonly PickleValue[]): void {
    const target = this.top();
    const entries = target instanceof PickleObject ? target.entries : target;
    if (!(entries instanceof Map)) throw this.wrong(l10n.t('it sets an item of what is no dictionary'));
    fill(entries, values);
  }
  persistent(id: PickleValue): void {
    this.push(this.options.persistentLoad(id));
  }
}

/** `_metadata` of an OrderedDict: the versions of the modules that a state_dict came of. */
const VERSIONS = new WeakMap<PickleDict, PickleValue>();
export const metadataOf = (dict: PickleDict): PickleValue => VERSIONS.get(dict) ?? null;

/** What keys begin with that are no texts and no numbers: tuples and objects are keys of no state_dict. */
export const NO_NAME = '\u0000';

function fill(entries: PickleDict, values: readonly PickleValue[]): void {
  for (let i = 0; i + 1 < values.length; i += 2) {
    const key = values[i];
    const isPlain = key === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof key);
    entries.set(isPlain ? key as string : `${NO_NAME}${i} of ${entries.size}`, values[i + 1]);
  }
}
const plainInt = (value: bigint): number | bigint =>
  (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value);

function decimal(m: Unpickler, text: string): PickleValue {
  const digits = text.trim().replace(/L$/, '');
  if (!/^[+-]?\d{1,4000}$/.test(digits)) throw m.wrong(l10n.t('a number in it is none'));
  return plainInt(BigInt(digits.replace('+', '')));
}
/** The text of a Python string literal of protocol 0. */
const unquoted = (text: string): string => text.trim().slice(1, -1).replace(/\\(['"\\])/g, '$1');
const unescaped = (text: string): string =>
  text.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

const FALSE_AND_TRUE: Readonly<Record<string, boolean>> = { '00': false, '01': true };
function dictOf(values: readonly PickleValue[]): PickleDict {
  const made: PickleDict = new Map();
  fill(made, values);
  return made;
}

type Step = (m: Unpickler) => void;
const OPCODES: (Step | undefined)[] = [];
const op = (char: string | number, step: Step): void => {
  OPCODES[typeof char === 'string' ? char.charCodeAt(0) : char] = step;
};
// Constants and numbers.
op('N', (m) => { m.push(null); });
op(0x88, (m) => { m.push(true); });
op(0x89, (m) => { m.push(false); });
op('I', (m) => {
  const text = m.line();
  m.push(FALSE_AND_TRUE[text] ?? decimal(m, text));
});
op('L', (m) => { m.push(decimal(m, m.line())); });
op('J', (m) => { m.push(m.i32()); });
op('K', (m) => { m.push(m.byte()); });
op('M', (m) => { m.push(m.u16()); });
op(0x8a, (m) => { m.push(m.long(m.byte())); });
op(0x8b, (m) => { m.push(m.long(m.u32())); });
op('F', (m) => { m.push(Number(m.line())); });
op('G', (m) => { m.push(m.f64()); });
// Texts and bytes.
op('S', (m) => { m.push(unquoted(m.line())); });
op('V', (m) => { m.push(unescaped(m.line())); });
op('T', (m) => { m.push(latin1(m.raw(m.u32()))); });
op('U', (m) => { m.push(latin1(m.raw(m.byte()))); });
op('X', (m) => { m.push(m.text(m.u32())); });
op(0x8c, (m) => { m.push(m.text(m.byte())); });
op(0x8d, (m) => { m.push(m.text(m.u64())); });
op('B', (m) => { m.push(m.raw(m.u32())); });
op('C', (m) => { m.push(m.raw(m.byte())); });
op(0x8e, (m) => { m.push(m.raw(m.u64())); });
op(0x96, (m) => { m.push(m.raw(m.u64())); });
// Containers.
op('(', (m) => { m.push(MARK); });
op(']', (m) => { m.push([]); });
op(')', (m) => { m.push([]); });
op('}', (m) => { m.push(new Map()); });
op(0x8f, (m) => { m.push([]); });
op('l', (m) => { m.push(m.marked()); });
op('t', (m) => { m.push(m.marked()); });
op(0x91, (m) => { m.push(m.marked()); });
op('d', (m) => { m.push(dictOf(m.marked())); });
op(0x85, (m) => { m.push([m.pop()]); });
op(0x86, (m) => {
  const [b, a] = [m.pop(), m.pop()];
  m.push([a, b]);
});
op(0x87, (m) => {
  const [c, b, a] = [m.pop(), m.pop(), m.pop()];
  m.push([a, b, c]);
});
op('a', (m) => {
  const value = m.pop();
  m.append([value]);
});
for (const code of ['e', 0x90]) op(code, (m) => {
  const values = m.marked();
  m.append(values);
});
op('s', (m) => {
  const [value, key] = [m.pop(), m.pop()];
  m.setItems([key, value]);
});
op('u', (m) => {
  const values = m.marked();
  m.setItems(values);
});
// The stack and the memo.
op('0', (m) => { m.drop(); });
op('1', (m) => { m.marked(); });
op('2', (m) => { m.push(m.top()); });
op('p', (m) => { m.put(Number(m.line())); });
op('q', (m) => { m.put(m.byte()); });
op('r', (m) => { m.put(m.u32()); });
op(0x94, (m) => { m.putNext(); });
op('g', (m) => { m.get(Number(m.line())); });
op('h', (m) => { m.get(m.byte()); });
op('j', (m) => { m.get(m.u32()); });
// Names and objects.
op('c', (m) => { m.global(m.line(), m.line()); });
op(0x93, (m) => { m.globalFromStack(); });
op('R', (m) => { m.reduce(); });
op('b', (m) => { m.build(); });
op(0x81, (m) => { m.reduce(); });
op(0x92, (m) => {
  const kwargs = m.pop();
  const args = m.pop();
  m.make(m.pop(), [...(Array.isArray(args) ? args as readonly PickleValue[] : []), kwargs]);
});
op('i', (m) => {
  const [module, name] = [m.line(), m.line()];
  const args = m.marked();
  m.global(module, name);
  m.make(m.pop(), args);
});
op('o', (m) => {
  const [callee = null, ...args] = m.marked();
  m.make(callee, args);
});
op('P', (m) => { m.persistent(m.line()); });
op('Q', (m) => { m.persistent(m.pop()); });
// Protocol, frames, and what no checkpoint needs.
op(0x80, (m) => { m.byte(); });
op(0x95, (m) => { m.u64(); });
op(0x98, () => undefined);
