// The parser for the tests, started once, and a compact way to write down a tree.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Expr, Parse, Stmt } from '../../../src/python/ast';
import { createParser, type Parser } from '../../../src/python/parser';

const wasm = (name: string): Uint8Array => new Uint8Array(readFileSync(join(process.cwd(), 'node_modules',
  name)));
let started: Promise<Parser> | null = null;

export function parser(): Promise<Parser> {
  started ??= createParser({
    runtime: wasm('web-tree-sitter/web-tree-sitter.wasm'), grammar: wasm('tree-sitter-python/tree-sitter-python.wasm'),
  });
  return started;
}

export async function parse(text: string, options?: { notebook?: boolean }): Promise<Parse> {
  return (await parser()).parse(text, options);
}

export async function statement(text: string): Promise<Stmt> {
  const { module, errors } = await parse(text);
  if (errors.length > 0) throw new Error(`${text}: ${errors[0].message}`);
  return module.body[0];
}

export async function expr(text: string): Promise<Expr> {
  const result = await statement(text);
  if (result.kind !== 'ExprStmt') throw new Error(`${text} is a ${result.kind}`);
  return result.value;
}

/** The tree without ids and positions. */
export function bare(value: unknown): unknown {
  if (value instanceof Set) return [...value].sort();
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const hidden = ['id', 'start', 'end', 'nameStart', 'attrStart'];
  return Object.fromEntries(Object.entries(value).filter(([key]) => !hidden.includes(key)).map(([k, v]) =>
    [k, bare(v)]));
}

/** An expression with all its parentheses. */
export function shown(e: Expr): string {
  switch (e.kind) {
    case 'Name': return e.name;
    case 'Int': return String(e.value);
    case 'BinOp': return `(${shown(e.left)} ${e.op} ${shown(e.right)})`;
    case 'UnaryOp': return `(${e.op} ${shown(e.operand)})`;
    case 'BoolOp': return `(${e.values.map(shown).join(` ${e.op} `)})`;
    case 'Compare':
      return `(${shown(e.left)}${e.comparators.map((c, k) => ` ${e.ops[k]} ${shown(c)}`).join('')})`;
    case 'Await': return `(await ${shown(e.value)})`;
    case 'Starred': return `*${shown(e.value)}`;
    case 'Call': return `${shown(e.func)}(${e.args.map(shown).join(', ')})`;
    case 'Attribute': return `${shown(e.value)}.${e.attr}`;
    case 'Tuple': return `(${e.elts.map(shown).join(', ')},)`;
    case 'IfExp': return `(${shown(e.body)} if ${shown(e.test)} else ${shown(e.orelse)})`;
    case 'ErrorExpr': return '?';
    default: return e.kind;
  }
}
