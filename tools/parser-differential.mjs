// Compares the parser with CPython's own: kinds, fields and positions of every node, over files and folders.
//   node tools/parser-differential.mjs [--fuzz N] [--seed S] path...
// With --fuzz it damages the files at random instead: nothing may throw, and what the damage does not touch must stay.
// Not part of the tests, because it needs a system Python.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const scratch = mkdtempSync(join(tmpdir(), 'parser-differential-'));

const options = { fuzz: 0, seed: 1, paths: [] };
for (let k = 2; k < process.argv.length; k++) {
  const arg = process.argv[k];
  if (arg === '--fuzz') options.fuzz = Number(process.argv[++k]);
  else if (arg === '--seed') options.seed = Number(process.argv[++k]);
  else options.paths.push(arg);
}
if (options.paths.length === 0) {
  console.error('Name the files or folders to compare, for example /usr/lib/python3.11.');
  process.exit(2);
}

const parser = await loadParser();
const files = options.paths.flatMap(pythonFiles);

async function loadParser() {
  const outfile = join(scratch, 'parser.cjs');
  await build({
    entryPoints: [join(root, 'src/python/parser.ts')], outfile, bundle: true, platform: 'node', format: 'cjs',
    alias: { 'web-tree-sitter': join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
      logLevel: 'warning',
  });
  const wasm = (name) => new Uint8Array(readFileSync(join(root, 'node_modules', name)));
  return require(outfile).createParser({
    runtime: wasm('web-tree-sitter/web-tree-sitter.wasm'), grammar: wasm('tree-sitter-python/tree-sitter-python.wasm'),
  });
}

function pythonFiles(path) {
  if (statSync(path).isFile()) return [path];
  const result = [];
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory() && entry.name !== '__pycache__') result.push(...pythonFiles(child));
    else if (entry.isFile() && entry.name.endsWith('.py')) result.push(child);
  }
  return result.sort();
}

// ---- against CPython ---------------------------------------------------------------------------------------------

function compareAll() {
  const dumper = join(scratch, 'dump.py');
  writeFileSync(dumper, PYTHON);
  const count = { equal: 0, different: 0, rejected: 0, nodes: 0, lines: 0, ms: 0 };
  for (let k = 0; k < files.length; k += 40) {
    const batch = files.slice(k, k + 40);
    const output = execFileSync('/usr/bin/python3', ['-W', 'ignore', dumper], {
      input: batch.join('\n'), maxBuffer: 2 ** 30, encoding: 'utf8',
    });
    output.trimEnd().split('\n').forEach((line, n) => compareFile(batch[n], JSON.parse(line), count));
  }
  console.log(JSON.stringify(count));
  process.exitCode = count.different > 0 ? 1 : 0;
}

function compareFile(file, expected, count) {
  if (expected.error) {
    count.rejected++;
    console.log(`${file}: CPython rejects it: ${expected.error}`);
    return;
  }
  const text = expected.text;
  const before = performance.now();
  const parse = parser.parse(text);
  count.ms += performance.now() - before;
  count.nodes += parse.nodes.length;
  count.lines += text.split('\n').length;
  const differences = parse.errors.map((e) => `${lineOf(text, e.start)}: error: ${e.message}`);
  compare(plain(parse.module.body), expected.body, { path: '', differences, text });
  if (differences.length === 0) {
    count.equal++;
  } else {
    count.different++;
    console.log(`${file}\n  ${differences.slice(0, 5).join('\n  ')}`);
  }
}

const lineOf = (text, offset) => text.slice(0, offset).split('\n').length;

/** Our tree as plain data in the form of the dump. */
function plain(value, inString = false) {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Set || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((one) => plain(one, inString));
  const result = {};
  const within = inString || value.kind === 'JoinedStr';
  for (const [key, field] of Object.entries(value)) {
    if (['id', 'nameStart', 'attrStart', 'docstring', 'locals', 'isGenerator'].includes(key)) continue;
    if (inString && (key === 'start' || key === 'end')) continue;
    result[key] = plain(field, within);
  }
  if (value.kind === 'Int') result.value = String(value.value);
  if (value.kind === 'Float' && !Number.isFinite(value.value)) result.value = 'inf';
  if (value.kind === 'JoinedStr') result.values = mergeDebug(result.values);
  return result;
}

/** CPython writes the text of `{x=}` into the string before it. */
function mergeDebug(values) {
  const merged = [];
  for (const value of values) {
    if (value.kind === 'FormattedValue' && value.debug !== null) append(merged, value.debug);
    if (value.kind === 'Str') append(merged, value.value);
    else merged.push({ ...value, debug: null });
  }
  return merged;
}

function append(values, text) {
  const last = values.at(-1);
  if (last?.kind === 'Str') last.value += text;
  else values.push({ kind: 'Str', value: text });
}

function compare(ours, theirs, context) {
  if (context.differences.length > 20) return;
  const report = () => context.differences.push(
    `${context.line ?? '?'}: ${context.path}: ours ${brief(ours)}, CPython ${brief(theirs)}`);
  if (typeof ours !== 'object' || ours === null || typeof theirs !== 'object' || theirs === null) {
    const named = typeof ours === 'string' && ours.includes('\\N{');
    if (ours !== theirs && !named && !(Number.isNaN(ours) && Number.isNaN(theirs))) report();
    return;
  }
  if (Array.isArray(ours) !== Array.isArray(theirs) || ours.kind !== theirs.kind) return report();
  if (Array.isArray(ours) && ours.length !== theirs.length) return report();
  const line = typeof theirs.start === 'number' ? lineOf(context.text, theirs.start) : context.line;
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    compare(ours[key], theirs[key], { ...context, line, path: `${context.path}.${key}` });
  }
}

function brief(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 160 ? `${text.slice(0, 160)}...` : text;
}

// ---- damaged texts -----------------------------------------------------------------------------------------------

function fuzz() {
  let state = options.seed;
  const random = (n) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const lost = new Map();
  for (let k = 0; k < options.fuzz; k++) {
    const file = files[random(files.length)];
    const text = readFileSync(file, 'utf8').replace(/\r\n?/g, '\n');
    if (text.length > 120_000 || text.length < 200) continue;
    const name = Object.keys(DAMAGES)[random(Object.keys(DAMAGES).length)];
    const lines = text.split('\n');
    const at = random(lines.length);
    // A line put in at another indent, or between a try and its except, would rightly move what follows.
    const clause = /^\s*(?:else|elif|except|finally|case|@|$)/.test(lines[at]);
    if (clause && /half|dangling|open/.test(name)) continue;
    const edit = DAMAGES[name](lines[at], random);
    if (edit === null) continue;
    const damaged = [...lines.slice(0, at), edit, ...lines.slice(at + 1)].join('\n');
    const before = simpleStatements(parser.parse(text));
    const lineStart = lines.slice(0, at).join('\n').length + (at > 0 ? 1 : 0);
    const range = { start: lineStart, end: lineStart + lines[at].length,
      shift: edit.length - lines[at].length };
    const after = new Set(simpleStatements(parser.parse(damaged)).map((s) => s.key(0, Infinity)));
    const missing = before.filter((s) =>
      (s.end < range.start || s.start > range.end) && !after.has(s.key(range.end, range.shift)));
    const counts = lost.get(name) ?? [];
    counts.push(missing.length);
    lost.set(name, counts);
    if (process.env.SHOW && missing.length > Number(process.env.SHOW)) {
      console.log(`${file}:${at + 1}: ${name}: ${missing.length} lost: ${edit}`);
    }
  }
  for (const [name, counts] of lost) {
    counts.sort((a, b) => a - b);
    const at = (share) => counts[Math.min(counts.length - 1, Math.floor(counts.length * share))];
    console.log(`${name.padEnd(22)} n=${counts.length} lost statements: median ${at(0.5)}, 90% ${at(0.9)}, max ${at(1)}`);
  }
}

function simpleStatements(parse) {
  const result = [];
  const visit = (body, path) => {
    for (const s of body) {
      const here = s.name === undefined ? path : `${path}.${s.name}`;
      const bodies = [s.body, s.orelse, s.finalbody, ...(s.handlers ?? []).map((h) => h.body),
        ...(s.cases ?? []).map((c) => c.body)];
      if (bodies.some((b) => Array.isArray(b))) bodies.filter(Array.isArray).forEach((b) => visit(b, here));
      else {
        const { kind, start, end } = s;
        const moved = (offset, from, shift) => Number.isFinite(shift) && offset >= from ? offset + shift
          : offset;
        result.push({ start, end, key: (from, shift) => `${kind} ${moved(start, from, shift)} ${moved(end, from, shift)} ${path}` });
      }
    }
  };
  visit(parse.module.body, '');
  return result;
}

const indentOf = (line) => /^\s*/.exec(line)[0];
const DAMAGES = {
  'delete a character': (line, random) => {
    if (line.trim() === '') return null;
    const k = indentOf(line).length + random(line.trim().length);
    return line.slice(0, k) + line.slice(k + 1);
  },
  'delete punctuation': (line, random) => {
    const places = [...line.matchAll(/[^\w\s]/g)].map((m) => m.index);
    if (places.length === 0) return null;
    const k = places[random(places.length)];
    return line.slice(0, k) + line.slice(k + 1);
  },
  'insert a character': (line, random) => {
    const k = indentOf(line).length + random(line.trim().length + 1);
    return line.slice(0, k) + '()[]{}\'":,.=+*@ x1'[random(18)] + line.slice(k);
  },
  'delete a line': () => '',
  'truncate a line': (line, random) => {
    if (line.trim() === '') return null;
    return line.slice(0, indentOf(line).length + random(line.trim().length));
  },
  'half a call': (line) => `${indentOf(line)}self.zz = nn.Conv2d(3, \n${line}`,
  'half a def': (line) => `${indentOf(line)}def foo(self, x\n${line}`,
  'half a Sequential': (line) => `${indentOf(line)}nn.Sequential(\n${indentOf(line)}    nn.Conv2d(1, 2, 3),\n${line}`,
  'dangling attribute': (line) => `${indentOf(line)}x = self.\n${line}`,
  'half an if': (line) => `${indentOf(line)}if x\n${line}`,
  'half a for': (line) => `${indentOf(line)}for i in\n${line}`,
  'open string': (line) => `${indentOf(line)}y = 'abc\n${line}`,
  'extra bracket': (line) => `${line})`,
  'open triple quote': (line) => `${indentOf(line)}"""\n${line}`,
};

// ---- the dump of CPython's tree ----------------------------------------------------------------------------------

const PYTHON = String.raw`
import ast, json, sys, io, tokenize

OPS = dict(Add='+', Sub='-', Mult='*', Div='/', FloorDiv='//', Mod='%', Pow='**', MatMult='@', BitAnd='&', BitOr='|',
  BitXor='^', LShift='<<', RShift='>>', USub='-', UAdd='+', Invert='~', Not='not', And='and', Or='or', Eq='==',
  NotEq='!=', Lt='<', LtE='<=', Gt='>', GtE='>=', Is='is', IsNot='is not', In='in', NotIn='not in')
RENAME = {'Expr': 'ExprStmt', 'AsyncFunctionDef': 'FunctionDef', 'AsyncFor': 'For', 'AsyncWith': 'With', 'TryStar': 'Try'}
def op(x): return OPS[type(x).__name__]

class Dump:
    def __init__(self, text):
        self.lines = text.split('\n')
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line.encode('utf-16-le', 'surrogatepass')) // 2 + 1)
    def offset(self, line, col):
        s = self.lines[line - 1]
        if s.isascii(): return self.starts[line - 1] + col
        return self.starts[line - 1] + len(s.encode()[:col].decode().encode('utf-16-le')) // 2
    def body(self, nodes): return [self.node(n) for n in nodes]
    def maybe(self, n): return None if n is None else self.node(n)
    def place(self, n):
        if self.quiet: return {}
        return {'start': self.offset(n.lineno, n.col_offset), 'end': self.offset(n.end_lineno, n.end_col_offset)}
    quiet = False
    def node(self, n):
        name = type(n).__name__
        kind = RENAME.get(name, name)
        d = {'kind': kind, **self.place(n)}
        if isinstance(n, ast.Constant): return self.constant(n, d)
        if isinstance(n, ast.JoinedStr):
            old, self.quiet = self.quiet, True
            values = []
            for v in n.values:
                x = self.node(v)
                if x['kind'] == 'Str' and values and values[-1]['kind'] == 'Str': values[-1]['value'] += x['value']
                else: values.append(x)
            d['values'] = values
            self.quiet = old
            return d
        if isinstance(n, ast.FormattedValue):
            return {**d, 'value': self.node(n.value), 'conversion': None if n.conversion < 0 else chr(n.conversion),
                    'spec': self.maybe(n.format_spec), 'debug': None}
        return {**d, **getattr(self, 'do_' + kind, self.generic)(n)}
    def generic(self, n):
        d = {}
        for f, v in ast.iter_fields(n):
            if f in ('ctx', 'type_comment', 'simple', 'type_params'): continue
            f = {'id': 'name', 'decorator_list': 'decorators'}.get(f, f)
            if isinstance(v, ast.AST):
                if isinstance(v, (ast.operator, ast.unaryop, ast.boolop, ast.cmpop)): d[f] = op(v)
                elif isinstance(v, ast.arguments): d[f] = self.arguments(v)
                else: d[f] = self.node(v)
            elif isinstance(v, list):
                if f == 'ops': d[f] = [op(o) for o in v]
                elif f == 'keywords': d[f] = [self.keyword(k) for k in v]
                elif f == 'generators': d[f] = [dict(target=self.node(g.target), iter=self.node(g.iter), ifs=self.body(g.ifs)) for g in v]
                else: d[f] = [x if isinstance(x, str) else None if x is None else self.node(x) for x in v]
            else: d[f] = v
        return d
    def keyword(self, k): return {'name': k.arg, 'value': self.node(k.value), **self.place(k)}
    def constant(self, n, d):
        v = n.value
        if v is Ellipsis: return {**d, 'kind': 'Constant', 'value': '...'}
        if v is None or v is True or v is False: return {**d, 'kind': 'Constant', 'value': v}
        if isinstance(v, int): return {**d, 'kind': 'Int', 'value': str(v)}
        if isinstance(v, float): return {**d, 'kind': 'Float', 'value': 'inf' if v == float('inf') else v}
        if isinstance(v, complex): return {**d, 'kind': 'Complex', 'imag': v.imag}
        if isinstance(v, bytes): return {**d, 'kind': 'Bytes', 'value': v.decode('latin-1')}
        return {**d, 'kind': 'Str', 'value': v}
    def arguments(self, a):
        n = len(a.posonlyargs) + len(a.args)
        defaults = [None] * (n - len(a.defaults)) + a.defaults
        def arg(p, default=None):
            if p is None: return None
            return {'name': p.arg, 'annotation': self.maybe(p.annotation), 'default': self.maybe(default), **self.place(p)}
        pos = [arg(p, x) for p, x in zip(a.posonlyargs + a.args, defaults)]
        k = len(a.posonlyargs)
        return dict(posonly=pos[:k], args=pos[k:], vararg=arg(a.vararg),
                    kwonly=[arg(p, x) for p, x in zip(a.kwonlyargs, a.kw_defaults)], kwarg=arg(a.kwarg))
    def do_FunctionDef(self, n):
        return dict(name=n.name, args=self.arguments(n.args), body=self.body(n.body), decorators=self.body(n.decorator_list),
                    returns=self.maybe(n.returns), isAsync=isinstance(n, ast.AsyncFunctionDef))
    def alias(self, a): return {'name': a.name, 'asname': a.asname, **self.place(a)}
    def do_Import(self, n): return dict(names=[self.alias(a) for a in n.names])
    def do_ImportFrom(self, n): return dict(module=n.module or '', level=n.level, names=[self.alias(a) for a in n.names])
    def do_With(self, n):
        return dict(items=[dict(context=self.node(i.context_expr), target=self.maybe(i.optional_vars)) for i in n.items], body=self.body(n.body))
    def do_Try(self, n):
        return dict(body=self.body(n.body), orelse=self.body(n.orelse), finalbody=self.body(n.finalbody),
                    handlers=[dict(type=self.maybe(h.type), name=h.name, body=self.body(h.body)) for h in n.handlers])
    def do_Match(self, n):
        return dict(subject=self.node(n.subject), cases=[dict(pattern=self.pattern(c.pattern), guard=self.maybe(c.guard), body=self.body(c.body)) for c in n.cases])
    def pattern(self, p):
        kind = type(p).__name__
        d = {'kind': kind}
        for f, v in ast.iter_fields(p):
            f = {'kwd_attrs': 'kwdNames', 'kwd_patterns': 'kwdPatterns'}.get(f, f)
            if isinstance(v, ast.pattern): d[f] = self.pattern(v)
            elif isinstance(v, ast.AST): d[f] = self.node(v)
            elif isinstance(v, list): d[f] = [self.pattern(x) if isinstance(x, ast.pattern) else x if isinstance(x, str) else self.node(x) for x in v]
            else: d[f] = v
        return d

for path in sys.stdin.read().split('\n'):
    try:
        with open(path, 'rb') as f: data = f.read()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = io.TextIOWrapper(io.BytesIO(data), encoding).read()
        tree = ast.parse(text)
        print(json.dumps({'text': text, 'body': Dump(text).body(tree.body)}))
    except Exception as e:
        print(json.dumps({'error': repr(e)[:200]}))
`;

if (options.fuzz > 0) fuzz();
else compareAll();
