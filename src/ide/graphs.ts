// The architecture graph as the editor asks for it: the view of an entry, and what of it stands at a place of a text.
import { l10n } from '../base/l10n';
import type { Site } from '../base/source';
import type { EntryPoint } from '../frontends/entryPoints';
import { atReference, withDims, type InputSpec } from '../frontends/inputSpec';
import { FREE_SIZES } from '../frontends/onnx/exportFree';
import type { ModelTrace } from '../frontends/pytorch';
import { rootOf } from '../frontends/recipe';
import { structureOf } from '../graph/view';
import { stateEntries } from '../interp/torch/stateEntries';
import type { GraphState } from '../protocol/graphPanel';
import type { RunModelAnswer, StateDictAnswer } from '../protocol/run';
import { Cancelled } from '../protocol/rpc';
import { isTrace, type Analyses, type Analysis } from './analyses';
import type { Documents } from './documents';
import type { Features } from './features';
import { graphViewOf } from './graphView';
import { nodesAt } from './lookup';
import { runModelOf, stateDictOf } from './run';

type SiteIndex = ReadonlyMap<string, readonly string[]>;

interface Traced { readonly trace: ModelTrace; readonly analysis: Analysis; readonly entry: EntryPoint }

export class Graphs {
  private readonly indexes = new WeakMap<ModelTrace, SiteIndex>();

  constructor(private readonly documents: Documents, private readonly features: Features,
    private readonly analyses: Analyses) {}

  async view(entry: string): Promise<GraphState> {
    const found = await this.traceOf(entry);
    if ('message' in found) return { view: null, message: found.message };
    const { trace } = found;
    const placeOf = (site: Site): ReturnType<Documents['placeOfSite']> =>
      this.documents.placeOfSite(site, (file) => trace.interpreter.fileOf(file));
    return { view: graphViewOf(trace, entry, placeOf), message: '' };
  }

  /** The trace of an entry, or a sentence why there is none. */
  private async traceOf(entry: string): Promise<Traced | { readonly message: string }> {
    const found = await this.features.find(entry);
    if (!found) return { message: l10n.t('This model is no longer in its file, or the file is closed.') };
    const { result, analysis, entry: point } = found;
    if (result === null) return { message: l10n.t('{0} needs {1}', found.entry.name, found.entry.needs.join(', ')) };
    return isTrace(result) ? { trace: result, analysis, entry: point } : { message: result.error.message };
  }

  /** The entry as a model to run. */
  async runModel(entry: string): Promise<RunModelAnswer> {
    const found = await this.traceOf(entry);
    if ('message' in found) return { model: null, message: found.message, place: null };
    return this.recordedModel(found, entry, null);
  }

  /** The entry at two sizes of the batch, the first axis of every input. */
  async batchModels(entry: string): Promise<readonly RunModelAnswer[]> {
    const found = await this.traceOf(entry);
    if ('message' in found) return [{ model: null, message: found.message, place: null }];
    const answers: RunModelAnswer[] = [];
    for (const size of FREE_SIZES) {
      const inputs = found.trace.inputs.map(({ spec }) => withDims(atReference(spec), (dim, axis) => (axis === 0 ? size : dim)));
      answers.push(await this.recordedModel(found, entry, inputs));
    }
    return answers;
  }

  /** `inputs` in place of those that the entry is shown for. */
  private async recordedModel({ analysis, entry: point }: Traced, entry: string, inputs: readonly InputSpec[] | null):
  Promise<RunModelAnswer> {
    const answer = await this.analyses.recorded(analysis, point, (recorded) => runModelOf(recorded, entry, (site) =>
      this.documents.placeOfSite(site, (file) => recorded.trace.interpreter.fileOf(file))), inputs);
    return 'error' in answer ? { model: null, message: answer.error.message, place: null } : answer;
  }

  async stateDict(entry: string): Promise<StateDictAnswer> {
    const found = await this.traceOf(entry);
    if ('message' in found) return { state: null, message: found.message };
    const { trace } = found;
    const root = rootOf(trace);
    if (!root) return { state: null, message: l10n.t('{0} is a function: it has no state_dict.', trace.entry) };
    const placeOf = (site: Site): ReturnType<Documents['placeOfSite']> =>
      this.documents.placeOfSite(site, (file) => trace.interpreter.fileOf(file));
    const place = root.origin?.at ? placeOf(root.origin.at) : null;
    return { state: { type: root.cls.name, place, entries: stateDictOf(stateEntries(root), placeOf) } };
  }

  /** The view of an entry with another text of its file. Its nodes have no places: no editor shows that text. */
  async earlierView(entry: string, text: string): Promise<GraphState> {
    const found = await this.features.find(entry);
    if (!found) return { view: null, message: l10n.t('This model is no longer in its file, or the file is closed.') };
    try {
      const result = await this.analyses.traceEarlier(found.analysis, found.entry, text);
      return isTrace(result) ? { view: graphViewOf(result, entry, () => null), message: '' }
        : { view: null, message: result.error.message };
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      return { view: null, message: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Ids of the nodes and groups that the innermost expression at a place calls or constructs. */
  async nodesAt(entry: string, uri: string, offset: number): Promise<readonly string[]> {
    const found = await this.features.find(entry);
    const document = this.documents.get(uri);
    const at = document && this.documents.programOffset(document, uri, offset);
    if (!document || at === undefined || !found?.result || !isTrace(found.result)) return [];
    const index = this.indexOf(found.result);
    for (const node of nodesAt(document.file.parse, at)) {
      const ids = index.get(`${document.file.id}#${node.id}`);
      if (ids) return ids;
    }
    return [];
  }

  private indexOf(trace: ModelTrace): SiteIndex {
    const known = this.indexes.get(trace);
    if (known) return known;
    const index = new Map<string, string[]>();
    const add = (site: Site | undefined, id: string): void => {
      if (!site) return;
      const key = `${site.file}#${site.node}`;
      const ids = index.get(key);
      if (ids) ids.push(id);
      else index.set(key, [id]);
    };
    const { units, groups } = structureOf(trace.graph, []);
    for (const { id, node, call } of units) {
      add(call?.origin?.at ?? node?.origin?.at, id);
      add(call?.module.origin?.at, id);
    }
    for (const { id, call } of groups) {
      add(call.origin?.at, id);
      add(call.module.origin?.at, id);
    }
    this.indexes.set(trace, index);
    return index;
  }
}
