// The repository as data, for the tidy tests: its files, their imports, their functions, what they say.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export const root = path.resolve(import.meta.dirname, '..');
export const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');
export const json = (file: string): unknown => JSON.parse(read(file));

/** Files below a folder, relative to the repository. */
export function filesIn(folder: string, pattern: RegExp): string[] {
  const entries = fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
  return entries.map((entry) => path.posix.join(folder, entry.replaceAll('\\', '/')))
    .filter((file) => pattern.test(file) && !file.includes('node_modules')).sort();
}

export interface Source { readonly file: string; readonly text: string; readonly tree: ts.SourceFile }

let parsed: Source[] | undefined;
/** Every TypeScript file of src/, parsed once. */
export function sources(): readonly Source[] {
  parsed ??= filesIn('src', /\.ts$/).filter((file) => !file.endsWith('.d.ts')).map((file) => {
    const text = read(file);
    return { file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) };
  });
  return parsed;
}

export const lineOf = (tree: ts.SourceFile, offset: number): number => tree.getLineAndCharacterOfPosition(offset).line + 1;

export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => { visit(child, see); });
}

/** What a file imports: relative ones as paths in the repository, others by name. */
export function importsOf({ file, tree }: Source): { readonly target: string; readonly line: number }[] {
  const found: { target: string; line: number }[] = [];
  visit(tree, (node) => {
    const name = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
    if (!name || !ts.isStringLiteral(name)) return;
    const target = name.text.startsWith('.') ? path.posix.join(path.posix.dirname(file), name.text) : name.text;
    found.push({ target, line: lineOf(tree, node.getStart()) });
  });
  return found;
}

/** Functions with the number of lines they span. */
export function functionsOf({ tree }: Source): { readonly name: string; readonly line: number; readonly length: number }[] {
  const found: { name: string; line: number; length: number }[] = [];
  visit(tree, (node) => {
    const isFunction = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isFunctionExpression(node)
      || ts.isArrowFunction(node) || ts.isConstructorDeclaration(node) || ts.isAccessor(node);
    if (!isFunction || !node.body) return;
    const first = lineOf(tree, node.getStart());
    const name = node.name?.getText() ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : 'a function');
    found.push({ name, line: first, length: lineOf(tree, node.end) - first + 1 });
  });
  return found;
}

/** Every string that is written out. */
export function stringsOf({ tree }: Source): string[] {
  const found: string[] = [];
  visit(tree, (node) => { if (ts.isStringLiteralLike(node)) found.push(node.text); });
  return found;
}

/** First arguments of `l10n.t(...)`; undefined where it is not a literal. */
export function localisedTexts({ tree }: Source): { readonly text: string | undefined; readonly line: number }[] {
  const found: { text: string | undefined; line: number }[] = [];
  visit(tree, (node) => {
    if (!ts.isCallExpression(node) || !/(^|\.)l10n\.t$/.test(node.expression.getText())) return;
    const [first] = node.arguments;
    const text = first && ts.isStringLiteralLike(first) ? first.text : undefined;
    found.push({ text, line: lineOf(tree, node.getStart()) });
  });
  return found;
}
