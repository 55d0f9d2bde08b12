// The typed syntax tree of Python: the node names and fields are those of CPython's `ast` module, so its documentation
// is the documentation of this file. Offsets are UTF-16 code units into the text of the document.
// Not here: how the tree is made (parser.ts).

interface NodeBase {
  /** Pre-order number within the file; the `node` of a Site. */
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

export interface Module extends NodeBase {
  readonly kind: 'Module';
  readonly body: readonly Stmt[];
}

// ---- statements -------------------------------------------------------------------------------------------------
export interface FunctionDef extends NodeBase {
  readonly kind: 'FunctionDef';
  readonly name: string;
  readonly nameStart: number;
  readonly args: Arguments;
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
  readonly returns: Expr | null;
  readonly isAsync: boolean;
  /** The body contains a `yield` of its own. */
  readonly isGenerator: boolean;
  readonly docstring: string | null;
  /**
   * Names that the body binds (assignments, for targets, imports, defs, ...), parameters included; not
   * global/nonlocal ones.
   */
  readonly locals: ReadonlySet<string>;
}
export interface ClassDef extends NodeBase {
  readonly kind: 'ClassDef';
  readonly name: string;
  readonly nameStart: number;
  readonly bases: readonly Expr[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
  readonly docstring: string | null;
}
export interface Return extends NodeBase {
  readonly kind: 'Return';
  readonly value: Expr | null;
}
export interface Delete extends NodeBase {
  readonly kind: 'Delete';
  readonly targets: readonly Expr[];
}
export interface Assign extends NodeBase {
  readonly kind: 'Assign';
  readonly targets: readonly Expr[];
  readonly value: Expr;
}
export interface AugAssign extends NodeBase {
  readonly kind: 'AugAssign';
  readonly target: Expr;
  readonly op: BinaryOperator;
  readonly value: Expr;
}
export interface AnnAssign extends NodeBase {
  readonly kind: 'AnnAssign';
  readonly target: Expr;
  readonly annotation: Expr;
  readonly value: Expr | null;
}
export interface For extends NodeBase {
  readonly kind: 'For';
  readonly target: Expr;
  readonly iter: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface While extends NodeBase {
  readonly kind: 'While';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface If extends NodeBase {
  readonly kind: 'If';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface With extends NodeBase {
  readonly kind: 'With';
  readonly items: readonly WithItem[];
  readonly body: readonly Stmt[];
}
export interface WithItem {
  readonly context: Expr;
  readonly target: Expr | null;
}
export interface Match extends NodeBase {
  readonly kind: 'Match';
  readonly subject: Expr;
  readonly cases: readonly MatchCase[];
}
export interface MatchCase {
  readonly pattern: Pattern;
  readonly guard: Expr | null;
  readonly body: readonly Stmt[];
}
export interface Raise extends NodeBase {
  readonly kind: 'Raise';
  readonly exc: Expr | null;
  readonly cause: Expr | null;
}
export interface Try extends NodeBase {
  readonly kind: 'Try';
  readonly body: readonly Stmt[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Stmt[];
  readonly finalbody: readonly Stmt[];
}
export interface ExceptHandler {
  /** `except*`: takes parts of an exception group. */
  readonly group?: boolean;
  readonly type: Expr | null;
  readonly name: string | null;
  readonly body: readonly Stmt[];
}
export interface Assert extends NodeBase {
  readonly kind: 'Assert';
  readonly test: Expr;
  readonly msg: Expr | null;
}
export interface Import extends NodeBase {
  readonly kind: 'Import';
  readonly names: readonly Alias[];
}
export interface ImportFrom extends NodeBase {
  readonly kind: 'ImportFrom';
  readonly module: string;
  /** Leading dots. */
  readonly level: number;
  /** One alias named `*` for a star import. */
  readonly names: readonly Alias[];
}
export interface Alias {
  readonly name: string;
  readonly asname: string | null;
  readonly start: number;
  readonly end: number;
}
export interface Global extends NodeBase {
  readonly kind: 'Global';
  readonly names: readonly string[];
}
export interface Nonlocal extends NodeBase {
  readonly kind: 'Nonlocal';
  readonly names: readonly string[];
}
export interface ExprStmt extends NodeBase {
  readonly kind: 'ExprStmt';
  readonly value: Expr;
}
export interface Pass extends NodeBase {
  readonly kind: 'Pass';
}
export interface Break extends NodeBase {
  readonly kind: 'Break';
}
export interface Continue extends NodeBase {
  readonly kind: 'Continue';
}
/** Text that does not parse (half-typed code). Everything around it still does. */
export interface ErrorStmt extends NodeBase {
  readonly kind: 'ErrorStmt';
  readonly message: string;
}

export type Stmt =
  | FunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | AugAssign
  | AnnAssign
  | For
  | While
  | If
  | With
  | Match
  | Raise
  | Try
  | Assert
  | Import
  | ImportFrom
  | Global
  | Nonlocal
  | ExprStmt
  | Pass
  | Break
  | Continue
  | ErrorStmt;

// ---- function parameters ------------------------------------------------------------------------------------------
export interface Arguments {
  readonly posonly: readonly Param[];
  readonly args: readonly Param[];
  readonly vararg: Param | null;
  readonly kwonly: readonly Param[];
  readonly kwarg: Param | null;
}
export interface Param {
  readonly name: string;
  readonly annotation: Expr | null;
  readonly default: Expr | null;
  readonly start: number;
  readonly end: number;
}

// ---- expressions --------------------------------------------------------------------------------------------------
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '&' | '|' | '^' | '<<' | '>>';
export type UnaryOperator = '-' | '+' | '~' | 'not';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'is' | 'is not' | 'in' | 'not in';

export interface Name extends NodeBase {
  readonly kind: 'Name';
  readonly name: string;
}
export interface IntLiteral extends NodeBase {
  readonly kind: 'Int';
  readonly value: number | bigint;
}
export interface FloatLiteral extends NodeBase {
  readonly kind: 'Float';
  readonly value: number;
}
export interface ComplexLiteral extends NodeBase {
  readonly kind: 'Complex';
  readonly imag: number;
}
export interface StrLiteral extends NodeBase {
  readonly kind: 'Str';
  readonly value: string;
}
export interface BytesLiteral extends NodeBase {
  readonly kind: 'Bytes';
  readonly value: string;
}
/** True, False, None, Ellipsis. */
export interface NamedConstant extends NodeBase {
  readonly kind: 'Constant';
  readonly value: true | false | null | '...';
}
export interface JoinedStr extends NodeBase {
  readonly kind: 'JoinedStr';
  readonly values: readonly (StrLiteral | FormattedValue)[];
}
export interface FormattedValue extends NodeBase {
  readonly kind: 'FormattedValue';
  readonly value: Expr;
  readonly conversion: 's' | 'r' | 'a' | null;
  readonly spec: JoinedStr | null;
  /** `f'{x=}'`: the text to print before the value. */
  readonly debug: string | null;
}
export interface BinOp extends NodeBase {
  readonly kind: 'BinOp';
  readonly left: Expr;
  readonly op: BinaryOperator;
  readonly right: Expr;
}
export interface BoolOp extends NodeBase {
  readonly kind: 'BoolOp';
  readonly op: 'and' | 'or';
  readonly values: readonly Expr[];
}
export interface UnaryOp extends NodeBase {
  readonly kind: 'UnaryOp';
  readonly op: UnaryOperator;
  readonly operand: Expr;
}
export interface Compare extends NodeBase {
  readonly kind: 'Compare';
  readonly left: Expr;
  readonly ops: readonly CompareOperator[];
  readonly comparators: readonly Expr[];
}
export interface Call extends NodeBase {
  readonly kind: 'Call';
  readonly func: Expr;
  readonly args: readonly Expr[];
  readonly keywords: readonly Keyword[];
}
/** `name=value`, or `**value` when the name is null. */
export interface Keyword {
  readonly name: string | null;
  readonly value: Expr;
  readonly start: number;
  readonly end: number;
}
export interface Attribute extends NodeBase {
  readonly kind: 'Attribute';
  readonly value: Expr;
  readonly attr: string;
  readonly attrStart: number;
}
export interface Subscript extends NodeBase {
  readonly kind: 'Subscript';
  readonly value: Expr;
  readonly slice: Expr;
}
export interface Slice extends NodeBase {
  readonly kind: 'Slice';
  readonly lower: Expr | null;
  readonly upper: Expr | null;
  readonly step: Expr | null;
}
export interface Starred extends NodeBase {
  readonly kind: 'Starred';
  readonly value: Expr;
}
export interface TupleExpr extends NodeBase {
  readonly kind: 'Tuple';
  readonly elts: readonly Expr[];
}
export interface ListExpr extends NodeBase {
  readonly kind: 'List';
  readonly elts: readonly Expr[];
}
export interface SetExpr extends NodeBase {
  readonly kind: 'Set';
  readonly elts: readonly Expr[];
}
/** A null key is `**value`. */
export interface DictExpr extends NodeBase {
  readonly kind: 'Dict';
  readonly keys: readonly (Expr | null)[];
  readonly values: readonly Expr[];
}
export interface Comprehension {
  readonly target: Expr;
  readonly iter: Expr;
  readonly ifs: readonly Expr[];
}
export interface ListComp extends NodeBase {
  readonly kind: 'ListComp';
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
}
export interface SetComp extends NodeBase {
  readonly kind: 'SetComp';
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
}
export interface GeneratorExp extends NodeBase {
  readonly kind: 'GeneratorExp';
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
}
export interface DictComp extends NodeBase {
  readonly kind: 'DictComp';
  readonly key: Expr;
  readonly value: Expr;
  readonly generators: readonly Comprehension[];
}
export interface Lambda extends NodeBase {
  readonly kind: 'Lambda';
  readonly args: Arguments;
  readonly body: Expr;
}
export interface IfExp extends NodeBase {
  readonly kind: 'IfExp';
  readonly test: Expr;
  readonly body: Expr;
  readonly orelse: Expr;
}
export interface NamedExpr extends NodeBase {
  readonly kind: 'NamedExpr';
  readonly target: Name;
  readonly value: Expr;
}
export interface Await extends NodeBase {
  readonly kind: 'Await';
  readonly value: Expr;
}
export interface Yield extends NodeBase {
  readonly kind: 'Yield';
  readonly value: Expr | null;
}
export interface YieldFrom extends NodeBase {
  readonly kind: 'YieldFrom';
  readonly value: Expr;
}
/** Text that does not parse; evaluates to unknown. */
export interface ErrorExpr extends NodeBase {
  readonly kind: 'ErrorExpr';
  readonly message: string;
}

export type Expr =
  | Name
  | IntLiteral
  | FloatLiteral
  | ComplexLiteral
  | StrLiteral
  | BytesLiteral
  | NamedConstant
  | JoinedStr
  | FormattedValue
  | BinOp
  | BoolOp
  | UnaryOp
  | Compare
  | Call
  | Attribute
  | Subscript
  | Slice
  | Starred
  | TupleExpr
  | ListExpr
  | SetExpr
  | DictExpr
  | ListComp
  | SetComp
  | GeneratorExp
  | DictComp
  | Lambda
  | IfExp
  | NamedExpr
  | Await
  | Yield
  | YieldFrom
  | ErrorExpr;

// ---- match patterns -----------------------------------------------------------------------------------------------
export type Pattern =
  | { readonly kind: 'MatchValue'; readonly value: Expr }
  | { readonly kind: 'MatchSingleton'; readonly value: true | false | null }
  | { readonly kind: 'MatchSequence'; readonly patterns: readonly Pattern[] }
  | {
      readonly kind: 'MatchMapping';
      readonly keys: readonly Expr[];
      readonly patterns: readonly Pattern[];
      readonly rest: string | null;
    }
  | {
      readonly kind: 'MatchClass';
      readonly cls: Expr;
      readonly patterns: readonly Pattern[];
      readonly kwdNames: readonly string[];
      readonly kwdPatterns: readonly Pattern[];
    }
  | { readonly kind: 'MatchStar'; readonly name: string | null }
  | { readonly kind: 'MatchAs'; readonly pattern: Pattern | null; readonly name: string | null }
  | { readonly kind: 'MatchOr'; readonly patterns: readonly Pattern[] };

export type Node = Module | Stmt | Expr;

/** What the parser gives: the tree never fails to exist. */
export interface Parse {
  readonly text: string;
  readonly module: Module;
  /** `nodes[id]` is the node with that id (Module, Stmt and Expr nodes). */
  readonly nodes: readonly Node[];
  /** Of imported files, whose functions are parsed when they are first looked at: those in what has been parsed. */
  readonly errors: readonly SyntaxError[];
  /** Comments in order, `#` included. */
  readonly comments: readonly Comment[];
  /** Equal for texts that differ only in comments, blank lines and formatting: node ids then agree. */
  readonly hash: string;
  /** The statements of `module.body`, in order. */
  readonly statements: readonly Numbering[];
}
/**
 * A statement of the module's body: its id, how many nodes it has, and a hash of its tree. In a file that is being edited ids
 * are given with room to grow: while a statement stays as it is, so do the ids of its nodes.
 */
export interface Numbering {
  readonly id: number;
  readonly size: number;
  readonly hash: string;
}
export interface SyntaxError {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}
export interface Comment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
