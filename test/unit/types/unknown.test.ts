// What is not known flows through the builtin types with its reason, and sizes that depend on the input stay exact.
import { expect, it } from 'vitest';
import { isSym, showSym, symbol } from '../../../src/tensor/sym';
import { int, unknownOf, type Reason } from '../../../src/tensor/value';
import type { Value } from '../../../src/interp/value';
import { runPython } from './running';

const reason: Reason = { code: 'external-input', message: 'a test says so', origin: null };
const given = { U: unknownOf(reason), H: int(symbol('H', 224)), W: int(symbol('W', 224)) };

function show(value: Value | undefined): string {
  if (!value) return 'absent';
  switch (value.kind) {
    case 'unknown': return value.reason === reason ? 'U' : `? ${value.reason.code}`;
    case 'int':
    case 'float': return isSym(value.value) ? showSym(value.value) : String(value.value);
    case 'bool': return value.value ? 'True' : 'False';
    case 'str': return `'${value.value}'`;
    case 'none': return 'None';
    case 'tuple': return `(${value.items.map(show).join(', ')})`;
    case 'list': return value.lost ? `lost ${value.lost === reason ? 'U' : value.lost.code}` : `[${value.items.map(show).join(', ')}]`;
    case 'dict':
      if (value.lost) return `lost ${value.lost === reason ? 'U' : value.lost.code}`;
      return `{${[...value.entries.values()].map((e) => `${show(e.key)}: ${show(e.value)}`).join(', ')}}`;
    case 'set': return value.lost ? 'lost U' : `{${[...value.entries.values()].map(show).join(', ')}}`;
    default: return value.kind;
  }
}

/** Each line is an expression and what it is; a line `a; b -> x` runs `a` first. */
async function check(table: string): Promise<void> {
  const rows = table.trim().split('\n').map((line) => line.trim().split(' -> '));
  const program = rows.map(([code], i) => {
    const parts = code.split('; ');
    return [...parts.slice(0, -1), `r${i} = ${parts.at(-1)}`].join('\n');
  });
  const ran = await runPython(program.join('\n'), given);
  expect(ran.raised).toEqual([]);
  expect(rows.map(([code], i) => `${code} -> ${show(ran.names.get(`r${i}`))}`)).toEqual(rows.map((row) => row.join(' -> ')));
}

it('gives the unknown that went in', () => check(`
  len(U) -> U
  int(U) -> U
  str(U) -> U
  'a'.join(U) -> U
  'a'.join(['b', U]) -> U
  '%s' % U -> U
  '%s %s' % (1, U) -> U
  '{}'.format(U) -> U
  f'{U}' -> U
  [1, 2][U] -> U
  {'a': 1}[U] -> U
  {'a': 1}.get(U, 2) -> U
  max(1, U) -> U
  max([1, U]) -> U
  sum([1, U]) -> U
  sorted([2, U]) -> U
  range(U) -> U
  list(range(U)) -> lost U
  list(U) -> lost U
  tuple(U) -> U
  set(U) -> lost U
  dict(U) -> lost U
  list(zip(U, [1])) -> lost U
  list(map(str, U)) -> lost U
  [x for x in enumerate(U)] -> U
  isinstance(U, int) -> U
  getattr(U, 'x') -> U
  getattr([], U) -> U
  hasattr(U, 'x') -> U
  type(U) -> U
  round(U) -> U
  abs(U) -> U
  U.x.y(1)[2] -> U
  [1] * U -> U
  1 in [U] -> U
  1 in [1, U] -> True
  [1, U] == [1, 2] -> U
  [1, U] == [2, 2] -> False
  [1, U] == [1] -> False
  (U,) + (1,) -> (U, 1)
  any([U, True]) -> True
  any([U, False]) -> U
  all([U, False]) -> False
  bool(U) -> U
  repr([U]) -> U
  hash(U) -> U
  list(filter(U, [1])) -> lost U
`));

it('keeps what is beside the unknown', () => check(`
  l = [1]; l.append(U); l -> [1, U]
  l = [1]; l.insert(0, U); l -> [U, 1]
  l = [1, 2]; l[0] = U; l -> [U, 2]
  [1, U][0] -> 1
  len([U, U]) -> 2
  d = {'a': U}; d['b'] = 1; d -> {'a': U, 'b': 1}
  {'a': 1}.get('b', U) -> U
  dict(a=U) -> {'a': U}
  list(zip([1, 2], [U, 3])) -> [(1, U), (2, 3)]
  list(enumerate([U])) -> [(0, U)]
  next(iter([U])) -> U
  {'a': U}.pop('a') -> U
  [U].pop() -> U
`));

it('loses a container that an unknown place is written to', () => check(`
  l = [1]; l[U] = 2; l -> lost U
  l = [1]; l.extend(U); l -> lost U
  l = [1]; l += U; l -> lost U
  l = [1]; l.remove(U); l -> lost U
  l = [2, U]; l.sort(); l -> lost U
  l = [1]; l[U] = 2; len(l) -> U
  l = [1]; l[U] = 2; l[0] -> U
  l = [1]; l[U] = 2; l.append(3); l -> lost U
  l = [1]; l[U] = 2; [x for x in l] -> U
  l = [1]; l[U] = 2; l.clear(); l -> []
  d = {}; d[U] = 1; d -> lost U
  import collections; d = collections.defaultdict(list); d[U].append(1); d -> lost U
  d = {}; d[U] = 1; d['a'] -> U
  d = {}; d[U] = 1; 'a' in d -> U
  d = {}; d[U] = 1; list(d.items()) -> lost U
  d = {}; d[U] = 1; len(d) -> U
  d = {}; d.update(U); d -> lost U
  d = {}; d.update(U, a=1); d -> lost U
  d = {}; d.setdefault(U, 1); d -> lost U
  s = {1}; s.add(U); s -> lost U
  s = {1}; s |= U; s -> lost U
  s = {1}; s.add(U); 1 in s -> U
`));

it('computes with sizes that depend on the input', () => check(`
  H + 1 -> H+1
  H // 2 -> H/2
  divmod(H, 32)[0] * 32 + divmod(H, 32)[1] - H -> 0
  max(H, 1) -> H
  min(H, 0) -> 0
  abs(-H) -> H
  round(H / 2 * 2) -> H
  int(H / 2) -> H/2
  float(H) -> H
  sum([H, W]) -> f(H, W)
  len(range(H)) -> H
  len(range(0, H, 2)) * 2 - H % 2 -> H
  H == H -> True
  H - 2 == H - 4 -> False
  H > 0 -> True
  H > 500 -> ? data-dependent-size
  sorted([H, 0]) -> [0, H]
  [10, 20][H] -> ? data-dependent-size
  str(H) -> ? data-dependent-size
  f'{H}' -> ? data-dependent-size
  [0] * H -> ? data-dependent-size
  isinstance(H, int) -> True
  (H, 1)[0] -> H
  pow(H, 2) -> H^2
  int(H) -> H
  H.bit_length() -> ? data-dependent-size
`));
