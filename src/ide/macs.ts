// Costs in the convention that the user chose, with its name in words. Counts are those of graph/conventions, over the
// nodes of one call or of the whole model.
import { l10n } from '../base/l10n';
import type { ModelTrace } from '../frontends/pytorch';
import { countConventions, CONVENTIONS, type Convention } from '../graph/conventions';
import type { ModuleCall } from '../graph/graph';
import { showAbout } from './show';

export const conventionOf = (key: string | undefined): Convention =>
  CONVENTIONS.find((known) => known === key) ?? 'torchvision';

/** The cost of the nodes from `first` to before `end`; null when it is not known. */
export function costOf(
  trace: ModelTrace,
  convention: Convention,
  first = 0,
  end = trace.graph.nodes.length,
): number | null {
  const { graph } = trace;
  return countConventions({ ...graph, nodes: graph.nodes.slice(first, end) })[convention];
}

/** What a call of a module costs; null where it is not known: it raised, gave nothing known, or an op of it was not applied. */
export const costOfCall = (trace: ModelTrace, convention: Convention, call: ModuleCall): number | null =>
  (call.output.kind === 'unknown' || call.costLost ? null : costOf(trace, convention, call.firstNode, call.endNode));

/** The whole model's, by the convention; null when sides of a branch differ, too. */
export const modelCost = (trace: ModelTrace, convention: Convention): number | null =>
  trace.costUncertain ? null : costOf(trace, convention);

export const unitOf = (convention: Convention): string => (convention === 'flops' ? 'FLOPs' : 'MACs');

/** `1.81 GMACs`, with a blank where there is no prefix. */
export function showCost(count: number | null, convention: Convention): string {
  const text = showAbout(count);
  return `${text}${/[kMGT]$/.test(text) ? '' : ' '}${unitOf(convention)}`;
}

/** What is counted, in words. */
export function conventionText(convention: Convention): string {
  switch (convention) {
    case 'torchvision':
      return l10n.t('multiply-adds of convolutions, linear layers and matrix products, as torchvision lists them');
    case 'flops':
      return l10n.t('twice the multiply-adds, as torch.utils.flop_counter');
    case 'withBias':
      return l10n.t('multiply-adds and the additions of biases');
    case 'fvcore':
      return l10n.t('as fvcore counts: normalisation, resizing and adaptive pooling too');
    case 'timm':
      return l10n.t('as timm lists them');
    case 'pycls':
      return l10n.t('as pycls counts: convolutions, linear layers and matrix products with their biases');
    case 'activations':
      return l10n.t('elements that convolutions, linear layers and matrix products give');
  }
}
