// All advice rules. A new rule is a file under rules/ and a line here.
import type { ModelTrace } from '../frontends/pytorch';
import type { Advice, Rule } from './rule';
import { biasBeforeNorm } from './rules/biasBeforeNorm';
import { droppedPixels } from './rules/droppedPixels';
import { fieldCoversInput } from './rules/fieldCoversInput';
import { unconnectedGroups } from './rules/unconnectedGroups';
import { unusedModule } from './rules/unusedModule';

export const RULES: readonly Rule[] = [
  unusedModule,
  unconnectedGroups,
  fieldCoversInput,
  droppedPixels,
  biasBeforeNorm,
];

/** Advice on a model, one per rule and place. A run that stopped early says nothing about what comes after. */
export function advise(trace: ModelTrace): Advice[] {
  if (trace.raises.length > 0 || trace.gaps.length > 0) return [];
  const seen = new Set<string>();
  return RULES.flatMap((rule) => rule.check(trace)).filter((advice) => {
    const key = `${advice.rule} ${advice.site.file} ${advice.site.node}`;
    return !seen.has(key) && seen.add(key) !== null;
  });
}
