// Which functions of a document may make tensors, read from its text, generously: who makes none calls no model.
import { boundNames } from '../interp/syntax';
import { CREATION, LEGACY_TYPES } from '../interp/torch/creation';
import { ALL_OPS } from '../ops/index';
import { parseSchema } from '../ops/schema';
import type { Func, SourceFile } from '../interp/value';
import type { Node, Stmt } from '../python/ast';
import { forEachChild } from '../python/walk';

/** Names under which PyTorch makes tensors of what is no tensor, and NumPy arrays. */
let makers: ReadonlySet<string> | null = null;
const isMaker = (word: string): boolean => (makers ??= new Set([
  ...ALL_OPS.filter((op) => parseSchema(op.schema).params.every(({ types }) => !types.some(({ base }) => base === 'Tensor')))
    .flatMap(({ paths }) => paths.map((path) => path.slice(path.lastIndexOf('.') + 1))),
  ...CREATION.keys(), 'array',
])).has(word);
/** Types that make tensors when they are called; otherwise they stand in annotations. */
const TYPES: ReadonlySet<string> = new Set(['Tensor', ...LEGACY_TYPES.keys()]);

const isType = (callee: Node): boolean =>
  (callee.kind === 'Name' && TYPES.has(callee.name)) || (callee.kind === 'Attribute' && TYPES.has(callee.attr));

/** A document's text, searched for what makes tensors. */
export class TensorMakers {
  /** Statements of the module level by the names that they bind. */
  private readonly binders = new Map<string, Stmt[]>();
  private readonly words = new Map<Node, ReadonlySet<string>>();

  constructor({ parse }: SourceFile) {
    for (const statement of parse.module.body)
      for (const name of boundNames(statement)) this.binders.set(name, [...(this.binders.get(name) ?? []), statement]);
  }

  /** Whether the function or anything of the document that it can reach by names names something that makes tensors. */
  mayMake({ node }: Func): boolean {
    const seen = new Set<Node>([node]);
    for (const each of seen) {
      for (const word of this.wordsOf(each)) {
        if (isMaker(word)) return true;
        for (const binder of this.binders.get(word) ?? []) seen.add(binder);
      }
    }
    return false;
  }

  private wordsOf(node: Node): ReadonlySet<string> {
    const known = this.words.get(node);
    if (known) return known;
    const words = new Set<string>();
    const visit = (part: Node): void => {
      if (part.kind === 'Name') words.add(part.name);
      else if (part.kind === 'Attribute') words.add(part.attr);
      else if (part.kind === 'Call' && isType(part.func)) words.add('tensor');
      else if (part.kind === 'Str' && /^\w+$/.test(part.value)) words.add(part.value);
      forEachChild(part, visit);
    };
    visit(node);
    this.words.set(node, words);
    return words;
  }
}
