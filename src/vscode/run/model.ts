// What is run: a model in code, whose weights are chosen, or an ONNX file, which has its own.
import * as vscode from 'vscode';
import type { RunModelAnswer, WeightSource } from '../../protocol/run';
import type { WeightChoice } from '../../protocol/runPanel';
import type { AnalysisClient } from '../client';
import type { Config } from '../config';
import { fileSource, weightSource } from './files';

/** An entry that is a file of its own: an ONNX file's URI. Models in code have keys with a "#". */
export const isOnnxEntry = (entry: string): boolean => /^[^#]*\.onnx$/i.test(entry);

/** Its name, where the model has weights of its own. */
export const ownWeights = (entry: string): string | null =>
  (isOnnxEntry(entry) ? vscode.Uri.parse(entry, true).path.replace(/.*\//s, '') : null);

export const weightsFor = async (entry: string, choice: WeightChoice): Promise<WeightSource> =>
  (isOnnxEntry(entry) ? { kind: 'onnx', file: await fileSource(vscode.Uri.parse(entry, true)) } : weightSource(choice));

/** The model of an entry. A file that is the same as when it was last asked for is not read again. */
export class ModelToRun {
  #last: { readonly stamp: string; readonly answer: RunModelAnswer } | null = null;

  constructor(private readonly analysis: AnalysisClient, private readonly config: Config, private readonly entry: string) {}

  async answer(): Promise<RunModelAnswer> {
    const { entry } = this;
    if (!isOnnxEntry(entry)) return this.analysis.service.runModel(entry);
    const uri = vscode.Uri.parse(entry, true);
    const { mtime, size } = await vscode.workspace.fs.stat(uri);
    const input = this.config.chosenInput(entry);
    const stamp = `${mtime} ${size} ${input ?? ''}`;
    if (this.#last?.stamp === stamp) return this.#last.answer;
    const answer = await this.analysis.service.onnxRun(await fileSource(uri), entry, input);
    // Other weights are another revision, though the graph be the same.
    const stamped = answer.model ? { model: { ...answer.model, revision: `${answer.model.revision} ${stamp}` } } : answer;
    this.#last = { stamp, answer: stamped };
    return stamped;
  }
}
