// Which models a document has: module-level instances, classes and builder functions that can be called with their
// defaults, calls with arguments written elsewhere in the document, and models named in comments.
import { clock } from '../base/clock';
import type { FileId, Site } from '../base/source';
import { LineIndex } from '../base/text';
import { moduleType } from '../interp/torch/index';
import type { Class, Func, SourceFile, Value } from '../interp/value';
import type { Interpreter } from '../interp/interpreter';
import type { Call, Expr, Node, Parse, Stmt } from '../python/ast';
import { parameterNames } from '../python/number';
import { forEachChild } from '../python/walk';
import { placeOf, type Program } from './documents';
import { builderNeeds, constructorNeeds, partialNeeds, requiredParameters, returnedCallee } from './builders';
import { callText } from './definitions';
import { directivesOf } from './directives';
import type { Run } from './run';

export interface EntryPoint {
  /** What to evaluate: 'net', 'resnet18', 'ResNet(((2, 64),))'. Unique within the document. */
  readonly text: string;
  readonly kind: 'instance' | 'class' | 'builder' | 'call' | 'comment';
  /** The class or function it is about. */
  readonly name: string;
  /** It can be evaluated as it stands; otherwise `needs` names the arguments that are missing. */
  readonly callable: boolean;
  readonly needs: readonly string[];
  /** Definition of the class, function or variable in the document. */
  readonly site: Site;
  readonly line: number;
  /** A class or builder that the document calls without arguments: somebody wrote that it is built so. */
  readonly isCalled?: boolean;
}

/** Entry points of a loaded document, in order of their lines. */
export function entryPoints(run: Run, document: SourceFile, programs?: ReadonlyMap<FileId, Program>): EntryPoint[] {
  return new Finder(run.interpreter, document, programs?.get(document.id)).find();
}

/** The line, from 1, on which an entry of a document stands in a text of it. */
export function lineOfEntry(
  entry: Pick<EntryPoint, 'site'>,
  document: SourceFile,
  programs?: ReadonlyMap<FileId, Program>,
): number {
  const program = programs?.get(document.id);
  const start = document.parse.nodes[entry.site.node]?.start ?? 0;
  const lines = new LineIndex(program?.parts[0]?.text ?? document.parse.text);
  return lines.lineOf(program ? placeOf(program, start).offset : start) + 1;
}

/** To see what a function returns it need not be followed far. */
const LOOK = { steps: 100_000, milliseconds: 300 };
/** All functions of a document together: what it takes longer to tell is not taken for a builder. */
const LOOKS = { steps: 1_000_000, milliseconds: 1_500 };
/** Functions that do something with models rather than give one. */
const NO_BUILDER = /^(main|train|test|evaluate|demo)/i;

class Finder {
  private readonly lines: LineIndex;
  private readonly entries = new Map<string, EntryPoint>();
  /** Whether functions that return what a helper gives return models: the first of them is looked at for all. */
  private readonly helpers = new Map<Func, boolean>();
  private readonly left = { ...LOOKS };

  constructor(
    private readonly interpreter: Interpreter,
    private readonly document: SourceFile,
    private readonly program: Program | undefined,
  ) {
    this.lines = new LineIndex(program?.parts[0]?.text ?? document.parse.text);
  }

  find(): EntryPoint[] {
    const globals = this.interpreter.namesOf(this.document);
    for (const [name, value] of globals) this.consider(name, value);
    this.callsWithArguments(globals);
    this.namedInComments(globals);
    return [...this.entries.values()].sort((a, b) => a.line - b.line);
  }

  private consider(name: string, value: Value): void {
    if (value.kind === 'instance' && this.interpreter.isInstance(value, moduleType) === true) {
      const node = isAside(value.cls) ? undefined : this.assignmentOf(name);
      if (node) this.add({ text: name, kind: 'instance', name: value.cls.name, callable: true, needs: [], node });
    } else if (value.kind === 'instance') this.considerPartial(name, value);
    else if (value.kind === 'class') this.considerClass(name, value);
    else if (value.kind === 'func') this.considerFunction(name, value);
  }

  private considerClass(name: string, cls: Class): void {
    const node =
      cls.node && cls.node.file === this.document.id ? this.document.parse.nodes[cls.node.node] : undefined;
    // The class of a text that exec() ran stands nowhere in the document.
    if (node?.kind !== 'ClassDef' || node.name !== cls.name) return;
    if (name !== cls.name || !this.interpreter.isSubclass(cls, moduleType)) return;
    if (!this.hasForward(cls, node)) return;
    const needs = constructorNeeds(this.interpreter, cls);
    this.add({ text: name, kind: 'class', name, callable: needs.length === 0, needs, node });
  }

  /** A base class that was not found may have `forward`: taken for one that does where the class makes layers. */
  private hasForward(cls: Class, node: Node): boolean {
    const makesLayers = (): boolean => /\bnn\.[A-Z]/.test(this.document.parse.text.slice(node.start, node.end));
    return (
      cls.mro.some((base) => base.attrs.has('forward') && !(base.builtin && base === moduleType)) ||
      (cls.mro.some((base) => base.unknownBase !== null) && makesLayers())
    );
  }

  /** A function is a builder when its text shows that it returns a model, or else when calling it gives one. */
  private considerFunction(name: string, func: Func): void {
    // A decorator may have put a function of another file in its place.
    const node = this.document.parse.module.body.find(
      (statement) => statement.kind === 'FunctionDef' && statement.name === name,
    );
    if (node?.kind !== 'FunctionDef' || name.startsWith('_') || node.isGenerator) return;
    if (NO_BUILDER.test(name) || !/\breturn\b/.test(this.document.parse.text.slice(node.start, node.end))) return;
    const needs = builderNeeds(this.interpreter, { ...func, node });
    if (needs) this.add({ text: name, kind: 'builder', name, callable: needs.length === 0, needs, node });
    else if (requiredParameters(node).length === 0 && this.givesModel(func))
      this.add({ text: name, kind: 'builder', name, callable: true, needs: [], node });
  }

  private givesModel(func: Func): boolean {
    const helper = returnedCallee(func);
    const known = helper && this.helpers.get(helper);
    if (known !== undefined) return known;
    if (this.left.steps <= 0 || this.left.milliseconds <= 0) return false;
    const gives = this.look(func);
    if (helper) this.helpers.set(helper, gives);
    return gives;
  }

  private look(func: Func): boolean {
    const { interpreter, left } = this;
    const [steps, started] = [interpreter.stepsTaken, clock()];
    const { value, raised } = interpreter.probe(() =>
      interpreter.within(LOOK, () => interpreter.callTop(func, [])),
    );
    left.steps -= interpreter.stepsTaken - steps;
    left.milliseconds -= clock() - started;
    return !raised && value.kind === 'instance' && interpreter.isInstance(value, moduleType) === true;
  }

  /** `net20 = partial(ResNet, depth=20)`, also where `setattr` puts it into the module. */
  private considerPartial(name: string, value: Value): void {
    const needs = name.startsWith('_') ? null : partialNeeds(this.interpreter, value);
    const node = needs && (this.assignmentOf(name) ?? this.document.parse.module.body.find(setsAttributes));
    if (needs && node)
      this.add({ text: name, kind: 'builder', name, callable: needs.length === 0, needs, node });
  }

  /** `ResNet(((2, 64), (2, 128)))` anywhere in the document, its arguments evaluable at module level. */
  private callsWithArguments(globals: ReadonlyMap<string, Value>): void {
    const scopes = new LocalScopes(this.document.parse);
    const chains = new Map<Node, Call>();
    for (const node of this.document.parse.nodes) {
      if (node.kind !== 'Call') continue;
      if (node.func.kind === 'Attribute' && finishes(node, globals)) chains.set(node.func.value, node);
      if (node.func.kind !== 'Name' || scopes.bind(node, node.func.name)) continue;
      const chain = chains.get(node);
      if (node.args.length + node.keywords.length === 0 && !chain) {
        this.noteCall(node.func.name);
        continue;
      }
      const callee = globals.get(node.func.name);
      const isModel =
        callee?.kind === 'class'
          ? this.entries.has(callee.name) && callee.node?.file === this.document.id
          : callee?.kind === 'func' && this.entries.get(node.func.name)?.kind === 'builder';
      if (!isModel || !isClosed(node, (name) => globals.has(name) && !scopes.bind(node, name))) continue;
      const text = callText(this.document, chain ?? node);
      if (text.length > 300) continue;
      this.add({ text, kind: 'call', name: node.func.name, callable: true, needs: [], node });
    }
  }

  private noteCall(name: string): void {
    const entry = this.entries.get(name);
    if (entry?.kind === 'class' || entry?.kind === 'builder') this.entries.set(name, { ...entry, isCalled: true });
  }

  private namedInComments(globals: ReadonlyMap<string, Value>): void {
    for (const directive of directivesOf(this.document.parse)) {
      if (directive.model === null) continue;
      const name = /^[\w.]+/.exec(directive.model)?.[0] ?? directive.model;
      const value = globals.get(name);
      const node =
        value?.kind === 'class' && value.node
          ? this.document.parse.nodes[value.node.node]
          : value?.kind === 'func'
            ? this.document.parse.nodes[value.node.id]
            : this.document.parse.module;
      if (node) this.add({ text: directive.model, kind: 'comment', name, callable: true, needs: [], node });
    }
  }

  private assignmentOf(name: string): Node | undefined {
    return this.document.parse.module.body.find(
      (statement) =>
        (statement.kind === 'Assign' &&
          statement.targets.some((target) => target.kind === 'Name' && target.name === name)) ||
        (statement.kind === 'AnnAssign' && statement.target.kind === 'Name' && statement.target.name === name),
    );
  }

  private add(entry: Omit<EntryPoint, 'site' | 'line'> & { readonly node: Node }): void {
    const { node, ...rest } = entry;
    if (this.entries.has(rest.text)) return;
    const offset = this.program ? placeOf(this.program, node.start).offset : node.start;
    this.entries.set(rest.text, {
      ...rest,
      site: { file: this.document.id, node: node.id },
      line: this.lines.lineOf(offset) + 1,
    });
  }
}

/** Functions, lambdas and comprehensions of a document, and the names that mean something of their own in them. */
class LocalScopes {
  private readonly scopes: readonly { readonly node: Node; readonly names: ReadonlySet<string> }[];

  constructor({ nodes }: Parse) {
    this.scopes = nodes.flatMap((node) => {
      const names = localNames(node);
      return names ? [{ node, names }] : [];
    });
  }
  /** Whether a name at a node is not the module's. */
  bind(at: Node, name: string): boolean {
    return this.scopes.some(({ node, names }) => names.has(name) && node.start <= at.start && at.end <= node.end);
  }
}

function localNames(node: Node): ReadonlySet<string> | null {
  switch (node.kind) {
    case 'FunctionDef':
      return node.locals;
    case 'Lambda':
      return new Set(parameterNames(node.args));
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
    case 'DictComp':
      return new Set(node.generators.flatMap(({ target }) => namesIn(target)));
    default:
      return null;
  }
}
function namesIn(target: Node): string[] {
  if (target.kind === 'Name') return [target.name];
  const names: string[] = [];
  forEachChild(target, (child) => names.push(...namesIn(child)));
  return names;
}

/** `Net(3).build()`: a method without arguments that gives back what it was called on, which is not done before. */
function finishes({ func, args, keywords }: Call, globals: ReadonlyMap<string, Value>): boolean {
  if (func.kind !== 'Attribute' || func.value.kind !== 'Call' || func.value.func.kind !== 'Name') return false;
  const cls = globals.get(func.value.func.name);
  if (cls?.kind !== 'class' || args.length + keywords.length > 0) return false;
  const method = cls.mro.map((base) => base.attrs.get(func.attr)).find((each) => each !== undefined);
  if (method?.kind !== 'func' || method.node.kind !== 'FunctionDef') return false;
  const last = method.node.body.at(-1);
  return last?.kind === 'Return' && last.value?.kind === 'Name' && last.value.name === 'self';
}

/** All names in the arguments are bound at module level. */
function isClosed(call: Call, isGlobal: (name: string) => boolean): boolean {
  const closed = (expr: Expr): boolean => {
    switch (expr.kind) {
      case 'Int':
      case 'Float':
      case 'Str':
      case 'Constant':
        return true;
      case 'Name':
        return isGlobal(expr.name) || BUILTIN_NAMES.has(expr.name);
      case 'Tuple':
      case 'List':
      case 'Set':
        return expr.elts.every(closed);
      case 'Dict':
        return expr.keys.every((key) => key !== null && closed(key)) && expr.values.every(closed);
      case 'UnaryOp':
        return closed(expr.operand);
      case 'BinOp':
        return closed(expr.left) && closed(expr.right);
      case 'Attribute':
        return closed(expr.value);
      case 'Subscript':
        return closed(expr.value) && closed(expr.slice);
      case 'Call':
        return (
          closed(expr.func) && expr.args.every(closed) && expr.keywords.every((keyword) => closed(keyword.value))
        );
      default:
        return false;
    }
  };
  return call.args.every(closed) && call.keywords.every((keyword) => keyword.name !== null && closed(keyword.value));
}
const BUILTIN_NAMES = new Set([
  'list',
  'tuple',
  'dict',
  'range',
  'int',
  'float',
  'True',
  'False',
  'None',
  'len',
  'max',
  'min',
]);

/** A statement at module level that calls `setattr`. */
function setsAttributes(statement: Stmt): boolean {
  const calls = (node: Node): boolean => {
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef' || node.kind === 'Lambda') return false;
    if (node.kind === 'Call' && node.func.kind === 'Name' && node.func.name === 'setattr') return true;
    let found = false;
    forEachChild(node, (child) => (found ||= calls(child)));
    return found;
  };
  return calls(statement);
}

/** A loss compares what a model gives, a transform of torchvision makes what it takes: neither is one. */
const isAside = ({ builtin, module }: Class): boolean => (builtin && module === 'torch.nn.modules.loss')
  || module === 'torchvision.transforms' || module.startsWith('torchvision.transforms.');
