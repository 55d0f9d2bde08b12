// `'%s %5.2f' % (a, b)`: the printf-style formatting of str.
import { filled } from './limits';
import { isSym } from '../../tensor/sym';
import type { Unknown } from '../../tensor/value';
import { floatDigits } from '../format';
import { isNegative } from '../decimal';
import type { Machine } from '../machine';
import { str, type Value } from '../value';
import { isUnknown } from './define';
import { convert } from './formatMethod';
import { unwrap } from './native';
import { asInt, needIndex, text, typeName, undecided } from './protocol';

const ITEM = /%(?:\(([^)]*)\))?([-#0 +]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?(.)?/gsu;

interface Item { readonly flags: string; readonly width: number; readonly precision: number | null; readonly type: string }

/** The arguments in turn, or one mapping. */
class Supply {
  private used = 0;
  constructor(private readonly m: Machine, private readonly argument: Value) {}

  next(): Value {
    const { argument } = this;
    const value = argument.kind === 'tuple' ? argument.items[this.used] : this.used === 0 ? argument : undefined;
    if (!value) return this.m.raise('TypeError', 'not enough arguments for format string');
    this.used++;
    return value;
  }

  named(name: string): Value {
    if (!this.isMapping()) return this.m.raise('TypeError', 'format requires a mapping');
    this.used = Infinity;
    return this.m.getitem(this.argument, str(name));
  }

  /** Left-over arguments are an error, but a mapping need not be used. */
  finish(): void {
    const { argument } = this;
    const left = argument.kind === 'tuple' ? this.used < argument.items.length : this.used === 0 && !this.isMapping();
    if (left) this.m.raise('TypeError', 'not all arguments converted during string formatting');
  }

  private isMapping(): boolean {
    const { argument } = this;
    return argument.kind === 'dict' || argument.kind === 'list' ||
      (argument.kind === 'instance' && unwrap(argument).kind !== 'str' &&
        this.m.findSpecial(argument, '__getitem__') !== undefined);
  }
}

export function percentFormat(m: Machine, template: string, argument: Value): Value {
  if (argument.kind === 'unknown') return argument;
  const supply = new Supply(m, argument);
  let result = '';
  let last = 0;
  for (const found of template.matchAll(ITEM)) {
    const [whole, name, flags = '', width, precision, type] = found;
    result += template.slice(last, found.index);
    last = found.index + whole.length;
    if (type === undefined) {
      return m.raise('ValueError', whole.includes('(') && name === undefined ? 'incomplete format key' : 'incomplete format');
    }
    if (type === '%') {
      result += '%';
      continue;
    }
    const named = name === undefined ? null : supply.named(name);
    const [w, p] = [measure(m, supply, width), measure(m, supply, precision)];
    if (isUnknown(w)) return w;
    if (isUnknown(p)) return p;
    const value = named ?? supply.next();
    const item: Item = { flags: w !== null && w < 0 ? `${flags}-` : flags, width: Math.abs(w ?? 0), precision: p, type };
    const piece = value.kind === 'unknown' ? value : formatItem(m, value, item, last - 1);
    if (isUnknown(piece)) return piece;
    result += piece;
  }
  supply.finish();
  return text(result + template.slice(last));
}

function measure(m: Machine, supply: Supply, part: string | undefined): number | null | Unknown {
  if (part === undefined) return null;
  if (part !== '*') return Number(part);
  const value = supply.next();
  return asInt(m, value) ? needIndex(m, value) : m.raise('TypeError', '* wants int');
}

function formatItem(m: Machine, value: Value, item: Item, at: number): string | Unknown {
  switch (item.type) {
    case 's':
    case 'r':
    case 'a': {
      const shown = convert(m, value, item.type);
      if (isUnknown(shown)) return shown;
      return blank(item.precision === null ? shown : [...shown].slice(0, item.precision).join(''), item);
    }
    case 'c': return character(m, value, item);
    case 'd': case 'i': case 'u': case 'x': case 'X': case 'o': return integer(m, value, item);
    case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': return real(m, value, item);
    default: {
      const code = item.type.codePointAt(0) ?? 0;
      const shown = code > 31 && code < 128 ? item.type : '?';
      return m.raise('ValueError', `unsupported format character '${shown}' (0x${code.toString(16)}) at index ${at}`);
    }
  }
}

function blank(s: string, item: Item): string {
  const missing = filled(' ', item.width - [...s].length);
  return item.flags.includes('-') ? s + missing : missing + s;
}

/** Sign, prefix and digits, with zeros between when the flag asks for them. */
function signed(negative: boolean, prefix: string, digits: string, item: Item): string {
  const sign = negative ? '-' : item.flags.includes('+') ? '+' : item.flags.includes(' ') ? ' ' : '';
  const zeros = item.flags.includes('0') && !item.flags.includes('-');
  const body = zeros ? filled('0', item.width - sign.length - prefix.length - digits.length) + digits : digits;
  return blank(sign + prefix + body, item);
}

function character(m: Machine, value: Value, item: Item): string | Unknown {
  const v = unwrap(value);
  if (v.kind === 'str' && [...v.value].length === 1) return blank(v.value, item);
  if (!asInt(m, v)) return m.raise('TypeError', '%c requires int or char');
  const code = needIndex(m, v);
  if (isUnknown(code)) return code;
  if (code < 0 || code > 0x10ffff) return m.raise('OverflowError', '%c arg not in range(0x110000)');
  return blank(String.fromCodePoint(code), item);
}

const RADIX: Readonly<Record<string, readonly [number, string]>> = { x: [16, '0x'], X: [16, '0X'], o: [8, '0o'] };

function integer(m: Machine, value: Value, item: Item): string | Unknown {
  const number = integerOf(m, value, item.type);
  if (isUnknown(number)) return number;
  const [radix, prefix] = RADIX[item.type] ?? [10, ''];
  const magnitude = (number < 0n ? -number : number).toString(radix).padStart(item.precision ?? 0, '0');
  const digits = item.type === 'X' ? magnitude.toUpperCase() : magnitude;
  return signed(number < 0n, item.flags.includes('#') ? prefix : '', digits, item);
}

function integerOf(m: Machine, value: Value, type: string): bigint | Unknown {
  const v = unwrap(value);
  const decimal = type === 'd' || type === 'i' || type === 'u';
  const convert = decimal && v.kind !== 'int' && v.kind !== 'bool' ? m.findSpecial(v, '__int__') : undefined;
  const whole = convert ? unwrap(m.call(convert, [])) : asInt(m, v);
  if (whole?.kind === 'unknown') return whole;
  if (whole?.kind !== 'int') {
    const what = decimal ? 'a real number is required' : 'an integer is required';
    return m.raise('TypeError', `%${type} format: ${what}, not ${typeName(m, v)}`);
  }
  return isSym(whole.value) ? undecided(m, 'the text of a size') : BigInt(whole.value);
}

function real(m: Machine, value: Value, item: Item): string | Unknown {
  const v = unwrap(value);
  const convertible = v.kind === 'float' || v.kind === 'int' || v.kind === 'bool' || m.findSpecial(v, '__float__') ||
    m.findSpecial(v, '__index__');
  if (!convertible || v.kind === 'complex') return m.raise('TypeError', `must be real number, not ${typeName(m, v)}`);
  const floatClass = m.builtins.get('float');
  const number = v.kind === 'float' || !floatClass ? v : unwrap(m.call(floatClass, [v]));
  if (number.kind === 'unknown') return number;
  if (number.kind !== 'float' || isSym(number.value)) return undecided(m, 'the text of a float');
  const x = number.value;
  const digits = Number.isFinite(x)
    ? floatDigits(x, { type: item.type, precision: item.precision, alternate: item.flags.includes('#') })
    : Number.isNaN(x) ? 'nan' : 'inf';
  const shown = item.type === item.type.toUpperCase() ? digits.toUpperCase() : digits;
  return signed(isNegative(x) && !Number.isNaN(x), '', shown, item);
}
