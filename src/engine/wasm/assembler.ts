// A small assembler for WebAssembly: typed expressions, structured statements, and the binary form of a module.
// The bytes come out in the order in which kernels are written: no optimiser runs over them, because moving loads across
// the multiply-adds of a tile makes engines spill. Knows no kernel.

export type Type = 'i32' | 'f32' | 'v128';
const TYPE_CODE: Readonly<Record<Type, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}
const floatBits = new DataView(new ArrayBuffer(4));
function float(value: number): number[] {
  floatBits.setFloat32(0, value, true);
  return [floatBits.getUint8(0), floatBits.getUint8(1), floatBits.getUint8(2), floatBits.getUint8(3)];
}
const simd = (code: number): number[] => [0xfd, ...unsigned(code)];

/** Bytes in order, in lists of lists: expressions share their parts until they become statements. */
type Bytes = readonly (number | Bytes)[];

/** Bytes written one after the other: a module has a hundred thousand, too many to copy from list to list. */
class Writer {
  private buffer = new Uint8Array(256);
  length = 0;

  add(bytes: Bytes): void {
    for (const part of bytes) {
      if (typeof part !== 'number') this.add(part);
      else {
        if (this.length === this.buffer.length) this.reserve(1);
        this.buffer[this.length++] = part;
      }
    }
  }
  /** The contents of another writer. */
  addAll(other: Writer): void {
    this.reserve(other.length);
    this.buffer.set(other.contents(), this.length);
    this.length += other.length;
  }
  contents(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.length);
  }
  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const larger = new Uint8Array(2 * (this.length + more));
    larger.set(this.contents());
    this.buffer = larger;
  }
}

/** An expression that leaves one value on the stack. Plain numbers stand for constants of the other operand's type. */
export class Val {
  constructor(readonly type: Type, readonly bytes: Bytes) {}

  private apply(code: readonly number[], type: Type, ...others: readonly (Val | number)[]): Val {
    return new Val(type, [this.bytes, ...others.map((other) => this.operand(other).bytes), code]);
  }
  private operand(value: Val | number): Val {
    if (typeof value !== 'number') return value;
    return this.type === 'i32' ? i32(value) : this.type === 'f32' ? f32(value) : splat(value);
  }
  private pick(i: number, f: number, v: number): number[] {
    return this.type === 'i32' ? [i] : this.type === 'f32' ? [f] : simd(v);
  }

  add(other: Val | number): Val { return other === 0 && this.type === 'i32' ? this : this.apply(this.pick(0x6a, 0x92, 228),
    this.type, other); }
  sub(other: Val | number): Val { return this.apply(this.pick(0x6b, 0x93, 229), this.type, other); }
  mul(other: Val | number): Val { return this.apply(this.pick(0x6c, 0x94, 230), this.type, other); }
  /** Floats only. */
  div(other: Val | number): Val { return this.apply(this.pick(0x6e, 0x95, 231), this.type, other); }
  /** Integers, unsigned. */
  quotient(other: Val | number): Val { return this.apply([0x6e], 'i32', other); }
  remainder(other: Val | number): Val { return this.apply([0x70], 'i32', other); }
  and(other: Val | number): Val { return this.apply(this.pick(0x71, 0, 78), this.type, other); }
  or(other: Val | number): Val { return this.apply(this.pick(0x72, 0, 80), this.type, other); }
  shl(other: number): Val { return this.type === 'v128' ? this.apply(simd(171), 'v128', i32(other)) : this.apply([0x74], 'i32',
    other); }
  shr(other: number): Val { return this.apply([0x76], 'i32', other); }
  equals(other: Val | number): Val { return this.apply([0x46], 'i32', other); }
  differs(other: Val | number): Val { return this.apply([0x47], 'i32', other); }
  less(other: Val | number): Val { return this.apply([0x48], 'i32', other); }
  lessUnsigned(other: Val | number): Val { return this.apply([0x49], 'i32', other); }
  atLeast(other: Val | number): Val { return this.apply([0x4e], 'i32', other); }
  isZero(): Val { return this.apply([0x45], 'i32'); }
  /** `condition` (i32) ? this : other. */
  select(other: Val | number, condition: Val): Val {
    return new Val(this.type, [this.bytes, this.operand(other).bytes, condition.bytes, 0x1b]);
  }
  min(other: Val): Val { return this.select(other, this.less(other)); }

  /** v128 of floats: the smaller, this when it is no number (one instruction where `min` of WebAssembly takes several). */
  least(other: Val | number): Val { return new Val('v128', [this.bytes, this.operand(other).bytes, simd(234)]); }
  largest(other: Val | number): Val { return new Val('v128', [this.bytes, this.operand(other).bytes, simd(235)]); }
  /** v128 of floats: NaN where either has one, as PyTorch's maximum. */
  maximum(other: Val): Val {
    return this.apply(simd(233), 'v128', other);
  }
  minimum(other: Val): Val {
    return this.apply(simd(232), 'v128', other);
  }
  abs(): Val { return this.apply(simd(224), 'v128'); }
  sqrt(): Val { return this.apply(this.pick(0, 0x91, 227), this.type); }
  nearest(): Val { return this.apply(simd(106), 'v128'); }
  floor(): Val { return this.apply(simd(104), 'v128'); }
  /** v128 of integers: shifted to the right, zeros behind; as floats. */
  shrInts(bits: number): Val { return this.apply(simd(173), 'v128', i32(bits)); }
  intsToFloats(): Val { return this.apply(simd(250), 'v128'); }
  toInts(): Val { return this.apply(simd(248), 'v128'); }
  addInts(other: Val): Val { return this.apply(simd(174), 'v128', other); }
  /** Ones in all bits of a lane that is no number. */
  isNaN(): Val { return this.apply(simd(66), 'v128', this); }
  equalTo(other: Val | number): Val { return this.apply(simd(65), 'v128', other); }
  lessThan(other: Val | number): Val { return this.apply(simd(67), 'v128', other); }
  /** Bits of this where `mask` is set, of `other` elsewhere. */
  where(mask: Val, other: Val): Val { return new Val('v128', [this.bytes, other.bytes, mask.bytes, simd(82)]); }
  lane(index: number): Val { return this.apply([...simd(31), index], 'f32'); }
  toFloat(): Val { return this.apply([0xb2], 'f32'); }
  spread(): Val { return this.apply(this.type === 'i32' ? simd(17) : simd(19), 'v128'); }
  shuffle(other: Val, words: readonly number[]): Val {
    return this.apply([...simd(13), ...words.flatMap((w) => [4 * w, 4 * w + 1, 4 * w + 2, 4 * w + 3])], 'v128', other);
  }
  /** The first two floats as doubles, and arithmetic on two doubles. */
  doubles(): Val { return this.apply(simd(95), 'v128'); }
  addDoubles(other: Val): Val { return this.apply(simd(240), 'v128', other); }
  subDoubles(other: Val): Val { return this.apply(simd(241), 'v128', other); }
  mulDoubles(other: Val): Val { return this.apply(simd(242), 'v128', other); }
  absDoubles(): Val { return this.apply(simd(236), 'v128'); }
  maddDoubles(factor: Val, addend: Val, fused: boolean): Val {
    return fused ? new Val('v128', [this.bytes, factor.bytes, addend.bytes, simd(0x107)])
      : addend.addDoubles(this.mulDoubles(factor));
  }
  /** this x factor + addend, fused when `fused`. */
  madd(factor: Val, addend: Val, fused: boolean): Val {
    return fused ? new Val('v128', [this.bytes, factor.bytes, addend.bytes, simd(0x105)])
      : addend.add(this.mul(factor));
  }

  load(type: Type, offset = 0): Val {
    const code = type === 'i32' ? [0x28, 2] : type === 'f32' ? [0x2a, 2] : [...simd(0), 0];
    return this.apply([...code, ...unsigned(offset)], type);
  }
  /** One float in all four lanes. */
  loadSplat(offset = 0): Val { return this.apply([...simd(9), 0, ...unsigned(offset)], 'v128'); }
  /** One float in the first lane, zeros in the others. */
  loadFirst(offset = 0): Val { return this.apply([...simd(92), 0, ...unsigned(offset)], 'v128'); }
  /** `vector` with one lane replaced by the float here. */
  loadLane(vector: Val, lane: number, offset = 0): Val {
    return new Val('v128', [this.bytes, vector.bytes, simd(86), 0, unsigned(offset), lane]);
  }
}

export const i32 = (value: number): Val => new Val('i32', [0x41, ...signed(value)]);
export const f32 = (value: number): Val => new Val('f32', [0x43, ...float(value)]);
export const splat = (value: number): Val => {
  const one = float(value);
  return new Val('v128', [...simd(12), ...one, ...one, ...one, ...one]);
};

export class Local extends Val {
  constructor(type: Type, readonly index: number) {
    super(type, [0x20, ...unsigned(index)]);
  }
}

/** A function under construction: its parameters, locals and statements. */
export class Fn {
  private readonly locals: Type[] = [];
  private code = new Writer();
  /** Of `hoisting`: locals that hold constants. */
  private constants: Map<number, Local> | null = null;

  constructor(readonly name: string, readonly index: number, private readonly parameters: readonly Type[],
    readonly gives: Type | null = null, readonly fused = false) {}

  private emit(...bytes: Bytes): void {
    this.code.add(bytes);
  }
  parameter(index: number): Local {
    return new Local(this.parameters[index], index);
  }
  /** Four times the same float; within `hoisting` it is made once, before. */
  splat(value: number): Val {
    if (!this.constants) return splat(value);
    const known = this.constants.get(value) ?? this.local('v128');
    this.constants.set(value, known);
    return known;
  }
  /** What `build` emits, after the constants that it asks for: engines make them anew in every turn of a loop otherwise. */
  hoisting(build: () => void): void {
    const { code: before, constants: outer } = this;
    const made = new Map<number, Local>();
    this.code = new Writer();
    this.constants = made;
    build();
    const { code } = this;
    this.code = before;
    this.constants = outer;
    for (const [value, local] of made) this.set(local, splat(value));
    this.code.addAll(code);
  }
  local(type: Type = 'i32', value?: Val | number): Local {
    const local = new Local(type, this.parameters.length + this.locals.push(type) - 1);
    if (value !== undefined) this.set(local, value);
    return local;
  }
  set(local: Local, value: Val | number): void {
    const given = typeof value === 'number' ? (local.type === 'i32' ? i32(value) : local.type === 'f32' ? f32(value)
      : splat(value)) : value;
    this.emit(given.bytes, 0x21, unsigned(local.index));
  }
  increase(local: Local, by: Val | number): void {
    this.set(local, local.add(by));
  }
  store(address: Val, value: Val, offset = 0): void {
    const code = value.type === 'i32' ? [0x36, 2] : value.type === 'f32' ? [0x38, 2] : [...simd(11), 0];
    this.emit(address.bytes, value.bytes, code, unsigned(offset));
  }
  /** The first lane only. */
  storeFirst(address: Val, value: Val, offset = 0): void {
    this.emit(address.bytes, value.bytes, simd(90), 0, unsigned(offset), 0);
  }
  /** The first two lanes. */
  storeTwo(address: Val, value: Val): void {
    this.emit(address.bytes, value.bytes, simd(91), 0, 0, 0);
  }
  /** The lowest byte of a 32-bit lane. */
  storeByte(address: Val, value: Val, lane: number): void {
    this.emit(address.bytes, value.bytes, simd(88), 0, 0, 4 * lane);
  }
  /** Brings the cache line there nearer; what it holds is not looked at. */
  touch(address: Val, offset = 0): void {
    this.emit(address.load('i32', offset).bytes, 0x1a);
  }
  if(condition: Val, then: () => void, otherwise?: () => void): void {
    this.emit(condition.bytes, 0x04, 0x40);
    then();
    if (otherwise) {
      this.emit(0x05);
      otherwise();
    }
    this.emit(0x0b);
  }
  while(condition: Val, body: () => void): void {
    this.emit(0x02, 0x40, 0x03, 0x40, condition.bytes, 0x45, 0x0d, 1);
    body();
    this.emit(0x0c, 0, 0x0b, 0x0b);
  }
  /** A loop whose body is run at least once and again while the condition holds. */
  do(body: () => void, condition: () => Val): void {
    this.emit(0x03, 0x40);
    body();
    this.emit(condition().bytes, 0x0d, 0, 0x0b);
  }
  /**
   * A branch that is never taken, out of the enclosing `while`, ends a basic block: older engines move loads freely within one
   * and then spill. One that led to the same place as the next statement would be taken out.
   */
  endBlock(never: Val): void {
    this.emit(never.bytes, 0x0d, 1);
  }
  for(variable: Local, from: Val | number, to: Val | number, body: () => void, step: Val | number = 1): void {
    this.set(variable, from);
    this.while(variable.less(to), () => {
      body();
      this.increase(variable, step);
    });
  }
  call(fn: Fn, ...args: readonly (Val | number)[]): void {
    this.emit(...args.map((arg) => (typeof arg === 'number' ? i32(arg) : arg).bytes), 0x10, unsigned(fn.index));
  }
  /** The value of a function that gives four floats. */
  result(fn: Fn, ...args: readonly Val[]): Val {
    return new Val('v128', [...args.map((arg) => arg.bytes), 0x10, unsigned(fn.index)]);
  }
  return(value: Val): void {
    this.emit(value.bytes, 0x0f);
  }

  signature(): Bytes {
    const codes = (types: readonly Type[]): Bytes => vector(types.map((type) => [TYPE_CODE[type]]));
    return [0x60, codes(this.parameters), codes(this.gives ? [this.gives] : [])];
  }
  body(): Writer {
    const runs: { count: number; type: Type }[] = [];
    for (const type of this.locals) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ count: 1, type });
    }
    const body = new Writer();
    body.add(vector(runs.map(({ count, type }) => [...unsigned(count), TYPE_CODE[type]])));
    body.addAll(this.code);
    body.add(this.gives ? [0x00, 0x0b] : [0x0b]);
    return body;
  }
}

const vector = (items: readonly Bytes[]): Bytes => [unsigned(items.length), items];
const nameOf = (text: string): Bytes => vector([...text].map((c) => [c.charCodeAt(0)]));

const IMPORTS = 2;
const memoryImport = (shared: boolean): Bytes =>
  vector([[nameOf('env'), nameOf('memory'), 0x02, shared ? [0x03, 1, unsigned(65536)] : [0x00, 1]]]);

/** A module of `ModuleBuilder` over a memory that is not shared, made into one over a shared memory. */
export function withSharedMemory(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const content = new Writer();
  content.add(memoryImport(true));
  const plain = new Writer();
  plain.add(memoryImport(false));
  // The types stand before the imports; both sections are short, so that their lengths are found by reading one number.
  let [start, length, factor] = [9, 0, 1];
  for (let more = true; more; factor *= 128, start++) {
    length += (module[start] & 0x7f) * factor;
    more = (module[start] & 0x80) !== 0;
  }
  const writer = new Writer();
  writer.add([...module.subarray(0, start + length)]);
  writer.add([IMPORTS, unsigned(content.length)]);
  writer.addAll(content);
  const rest = module.subarray(start + length + 2 + plain.length);
  const bytes = new Uint8Array(writer.length + rest.length);
  bytes.set(writer.contents());
  bytes.set(rest, writer.length);
  return bytes;
}

/** A module over one imported memory (`env.memory`), every function exported. */
export class ModuleBuilder {
  private readonly functions: Fn[] = [];

  /** `fused`: whether functions may use fused multiply-adds. */
  constructor(private readonly fused = false) {}

  fn(name: string, parameters: readonly Type[], build: (fn: Fn) => void, result: Type | null = null): Fn {
    const fn = new Fn(name, this.functions.length, parameters, result, this.fused);
    this.functions.push(fn);
    build(fn);
    return fn;
  }

  /** `shared`: the memory is shared between threads, which needs a maximum. */
  bytes(memory: { readonly shared: boolean }): Uint8Array<ArrayBuffer> {
    const { functions } = this;
    const module = new Writer();
    const section = (id: number, content: (writer: Writer) => void): void => {
      const writer = new Writer();
      content(writer);
      module.add([id, unsigned(writer.length)]);
      module.addAll(writer);
    };
    module.add([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    section(1, (writer) => writer.add(vector(functions.map((fn) => fn.signature()))));
    section(IMPORTS, (writer) => writer.add(memoryImport(memory.shared)));
    section(3, (writer) => writer.add(vector(functions.map((_, i) => unsigned(i)))));
    section(7, (writer) => writer.add(vector(functions.map((fn, i) => [nameOf(fn.name), 0x00, unsigned(i)]))));
    section(10, (writer) => {
      writer.add(unsigned(functions.length));
      for (const fn of functions) {
        const body = fn.body();
        writer.add(unsigned(body.length));
        writer.addAll(body);
      }
    });
    return module.contents().slice();
  }
}

/** Named words of an argument block in memory, 4 bytes each. */
export interface Struct<N extends string> {
  readonly names: readonly N[];
  readonly at: Readonly<Record<N, number>>;
  readonly bytes: number;
}
export function struct<N extends string>(...names: readonly N[]): Struct<N> {
  return { names, at: Object.fromEntries(names.map((name, i) => [name, 4 * i])) as Record<N, number>, bytes: 4 * names.length };
}
