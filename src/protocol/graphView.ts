// What the architecture graph shows of one model: leaf nodes, nested groups, edges; plain data in the reader's language.
// Knows nothing of layout, of what is collapsed, or of how a node is drawn.
import type { Place } from './analysis';

/** Colours and folding go by kind of op, never by its name. */
export type Category =
  | 'input' | 'output' | 'convolution' | 'linear' | 'attention' | 'recurrent' | 'embedding' | 'normalisation' | 'activation'
  | 'dropout'
  | 'pooling' | 'join' | 'arithmetic' | 'reshape' | 'resize' | 'other' | 'error' | 'gap';

/** Everything counted is under the reference binding (batch 1); null: not known. */
export interface Figures {
  readonly parameters: number | null;
  readonly macs: number | null;
  readonly activationBytes: number | null;
}

/** What an earlier model had in a node's or group's place; figures, texts and shapes as there. */
export interface Earlier extends Figures {
  readonly path: string;
  readonly spec: string;
  readonly shape: string;
  readonly field: string;
}
/** How something differs between two models that are compared; 'field': in its receptive field alone, for what is before it. */
export interface Change { readonly kind: 'added' | 'removed' | 'changed' | 'field'; readonly was: Earlier | null }

export interface GraphViewNode extends Figures {
  /** Stable across re-analysis: 'layer1.0.conv1', 'layer1.0 add#2'. */
  readonly id: string;
  /** Innermost group, or null at the top. */
  readonly group: string | null;
  readonly category: Category;
  /** Within its group: 'conv1'. */
  readonly name: string;
  /** Full path of the module, '' for ops outside of any leaf module. */
  readonly path: string;
  /** 'Conv2d', 'add'. */
  readonly op: string;
  /** The op with the arguments that tell it from others: 'Conv2d 3×3, 64, /2'. */
  readonly spec: string;
  /** Of the (first) output: '64×56×56'. */
  readonly shape: string;
  /** Its sizes, null where not known; empty when there is no output. */
  readonly sizes: readonly (number | null)[];
  /** '7×7', 'global', '' */
  readonly field: string;
  /** Receptive field against the input's size, 0 to 1; null when unknown. */
  readonly fieldShare: number | null;
  /** Ops on the longest way from an input. */
  readonly depth: number;
  /** Its parameters were counted at an earlier call. */
  readonly shared: boolean;
  readonly state: 'ok' | 'gap' | 'error';
  readonly message?: string;
  /** Label and value, in reading order: arguments, formula, receptive field. */
  readonly details: readonly (readonly [string, string])[];
  /** state_dict name and shape. */
  readonly tensors: readonly (readonly [string, string])[];
  /** Where it is called, and where its module is constructed. */
  readonly place?: Place;
  readonly constructed?: Place;
  /** Only where two models are compared, and differ. */
  readonly change?: Change;
}

/** One call of a module with more than one op inside. */
export interface GraphViewGroup extends Figures {
  readonly id: string;
  readonly parent: string | null;
  readonly name: string;
  readonly path: string;
  /** Class name. */
  readonly type: string;
  readonly shape: string;
  readonly sizes: readonly (number | null)[];
  readonly field: string;
  readonly fieldShare: number | null;
  readonly depth: number;
  /** Groups with equal numbers do the same with the same sizes. */
  readonly alike: number;
  readonly state: 'ok' | 'gap' | 'error';
  readonly details: readonly (readonly [string, string])[];
  readonly place?: Place;
  readonly constructed?: Place;
  readonly change?: Change;
}

/** 'residual': the shorter way into an addition; 'concat': into a concatenation. */
export type EdgeKind = 'flow' | 'residual' | 'concat';

export interface GraphViewEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly shape: string;
  readonly change?: 'added' | 'removed';
}

/** Of two models that are compared: what came before, and how many nodes differ. */
export interface Comparison extends Figures {
  readonly title: string;
  readonly input: string;
  readonly output: string;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly field: number;
}

export interface GraphView extends Figures {
  /** Key of the entry. */
  readonly entry: string;
  /** 'resnet18()' */
  readonly title: string;
  /** Class or builder. */
  readonly model: string;
  readonly input: string;
  readonly output: string;
  readonly inputAssumed: boolean;
  /** In execution order, inputs first. */
  readonly nodes: readonly GraphViewNode[];
  /** Outer before inner. */
  readonly groups: readonly GraphViewGroup[];
  readonly edges: readonly GraphViewEdge[];
  /** What the run ended with, or could not follow: sentences. */
  readonly problems: readonly string[];
  readonly comparison?: Comparison;
  /** Only of a model that is a file of its own: what the file says of itself, label and value. Its tensors can be looked into. */
  readonly file?: readonly (readonly [string, string])[];
}

/** Of what only the first of two compared models has: ids of the second cannot meet them. */
export const removedId = (id: string): string => `- ${id}`;
export const isRemovedId = (id: string): boolean => id.startsWith('- ');
/** The id in the model that it is of. */
export const originalId = (id: string): string => (isRemovedId(id) ? id.slice(2) : id);
