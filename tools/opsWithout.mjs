// Op files without what a bundle has no use for. An op's record holds its rule, kernel, documentation and samples side by side;
// the engine takes the kernels, the analyser everything but the samples.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** What the engine does not ask an op's record for. */
const NOT_FOR_ENGINE = ['paths', 'doc', 'inplace', 'unread', 'shape', 'macs', 'receptiveField', 'lower', 'onnx', 'explain',
  'samples'];
/** What makes something else than an op. */
const NO_OPS = ['s', 'defineModule', 'defineComposite'];

const nameOf = (node) => node.name?.getText?.();
const isRecord = (node) => ts.isObjectLiteralExpression(node) && node.properties.some((p) => ['schema', 'doc'].includes(nameOf(p)));
const parse = (file) => {
  const text = fs.readFileSync(file, 'utf8');
  return { text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) };
};
/** The text with `null` for each expression that is cut, and nothing for each field. */
function cut(text, cuts) {
  let [contents, from] = ['', 0];
  for (const [start, end, instead] of cuts) {
    contents += text.slice(from, start) + instead;
    from = end;
  }
  return contents + text.slice(from);
}
function cutsOf(tree, fields, isOut) {
  const cuts = [];
  const visit = (node) => {
    if (isOut(node)) cuts.push([node.getStart(), node.end, 'null']);
    else if (fields.includes(nameOf(node)) && isRecord(node.parent)) cuts.push([node.getStart(), node.end, '...null']);
    else ts.forEachChild(node, visit);
  };
  visit(tree);
  return cuts;
}

/** Samples are for tests. */
export const noSamples = {
  name: 'ops-without-samples',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]ops[\\/](onnx[\\/])?\w+\.ts$/ }, ({ path: file }) => {
      const { text, tree } = parse(file);
      return { contents: cut(text, cutsOf(tree, ['samples'], () => false)), loader: 'ts' };
    });
  },
};

/** What a function gives back, where that is one call: `(…) => f(…)`, or a body that ends with `return f(…)`. */
function resultOf(node) {
  const { body } = node;
  const last = body && ts.isBlock(body) ? body.statements.at(-1) : null;
  const result = last ? ts.isReturnStatement(last) && last.expression : body;
  return result && ts.isCallExpression(result) ? result.expression.getText() : null;
}
const isFunction = (node) => node && (ts.isArrowFunction(node) || ts.isFunctionDeclaration(node));
/** The functions of a file by name. */
function functionsOf(tree) {
  const found = new Map();
  for (const statement of tree.statements) {
    if (ts.isFunctionDeclaration(statement)) found.set(nameOf(statement), statement);
    if (ts.isVariableStatement(statement)) for (const one of statement.declarationList.declarations) {
      if (isFunction(one.initializer)) found.set(nameOf(one), one.initializer);
    }
  }
  return found;
}
/** NO_OPS, and the file's functions that give back what one of them makes. */
function makersOfOthers(tree) {
  const makers = new Set(NO_OPS);
  const functions = functionsOf(tree);
  for (let before = 0; before < makers.size;) {
    before = makers.size;
    for (const [name, node] of functions) if (makers.has(resultOf(node))) makers.add(name);
  }
  return makers;
}
const isExported = (statement) => statement.modifiers?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
/** The names that a declaration binds: one, or a list of them. */
const boundBy = ({ name }) => (ts.isArrayBindingPattern(name) ? name.elements.map(nameOf) : [name.getText()]);
/** The exported constants of a file that may be ops: what calls make, and `isOut` does not take. */
const opsOf = (tree, isOut) => tree.statements.filter((s) => ts.isVariableStatement(s) && isExported(s))
  .flatMap((s) => s.declarationList.declarations).filter(({ name, initializer: made }) => made && !isOut(made)
    && (ts.isArrayBindingPattern(name) || ts.isCallExpression(made) || ts.isAsExpression(made))).flatMap(boundBy);

/**
 * For the engine: kernels, and nothing of rules, modules and samples, which are most of the text. Whoever takes a whole file of ops
 * gets the list of its ops, so that what else the file exports for its neighbours can be dropped.
 */
export const kernelsOnly = {
  name: 'kernels-only',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]ops[\\/](onnx[\\/])?\w+\.ts$/ }, ({ path: file }) => {
      const { text, tree } = parse(file);
      const makers = makersOfOthers(tree);
      const isOut = (node) => (ts.isObjectLiteralExpression(node) ? node.properties.some((p) => nameOf(p) === 'call')
        : ts.isCallExpression(node) && makers.has(node.expression.getText()));
      const contents = cut(text, cutsOf(tree, NOT_FOR_ENGINE, isOut));
      if (path.basename(file) === 'index.ts') return { loader: 'ts',
        contents: contents.replace(/^import \* as (\w+) from/gm, 'import { OPS_HERE as $1 } from') };
      return { contents: `${contents}\nexport const OPS_HERE = [${opsOf(tree, isOut).join(', ')}];\n`, loader: 'ts' };
    });
  },
};
