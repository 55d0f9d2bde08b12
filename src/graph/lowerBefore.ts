// Tensors that a graph has from before it began: what constructors and eval() computed, as plain attributes of modules.
import type { Before, BeforeNode, Edge } from './graph';
import { LowerError } from './lowerError';

/** A node before the graph, by its key there, and which of its outputs. */
export interface Made { readonly producer: number; readonly outputIndex: number }

export class BeforeValues {
  private readonly ofWeights = new Map<number, boolean>();

  constructor(private readonly before: Before | null, private readonly nameOf: (edge: Edge) => string | undefined) {}

  /** What made a tensor that no node of the graph made. */
  of({ tensor, sameAs }: Edge): Made | null {
    const made = this.before?.tensors.get(sameAs ?? tensor) ?? this.before?.tensors.get(tensor);
    return made && this.nameOf({ tensor, sameAs } as Edge) === undefined ? made : null;
  }

  /** Whether its elements come from weights that the model was given: those that the constructor saw were others. */
  varies(edge: Edge): boolean {
    const made = this.of(edge);
    return made !== null && made.producer >= (this.before?.built ?? 0) && this.usesWeights(made.producer);
  }

  /** State of modules and known elements need no call. */
  isGiven(edge: Edge): boolean {
    if (this.nameOf(edge) !== undefined) return true;
    const { data, producer } = edge;
    return data !== null && (producer === null || producer < (this.before?.built ?? 0) || !this.usesWeights(producer));
  }

  /** The node that made it; throws LowerError where what it computed is not known now. `user`: the node that asks. */
  node(producer: number, user: string): BeforeNode {
    const { nodes, built } = this.before ?? { nodes: new Map<number, BeforeNode>(), built: 0 };
    const node = nodes.get(producer);
    if (!node || node.op.name === 'finished' || node.inputs.some((edge) => edge.memory !== null)) {
      throw new LowerError(`${user} uses a tensor that is no input, parameter or buffer. Register it with register_buffer,`
        + ' or make it in forward.', user);
    }
    if (producer < built && this.usesWeights(producer)) {
      throw new LowerError(`${user} uses a tensor that the constructor computed from weights, which loading replaces.`
        + ' Compute it in forward.', user);
    }
    return node;
  }

  private usesWeights(producer: number): boolean {
    const known = this.ofWeights.get(producer);
    if (known !== undefined) return known;
    this.ofWeights.set(producer, false);
    const uses = this.before?.nodes.get(producer)?.inputs.some((edge) =>
      this.nameOf(edge) !== undefined || (edge.producer !== null && this.usesWeights(edge.producer))) ?? false;
    this.ofWeights.set(producer, uses);
    return uses;
  }
}
