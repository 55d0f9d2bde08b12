// The host side of a run's panel outside of an editor, for tools/runPage.mjs: its `vscode` is tools/vscode/standIn.ts.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Workspace } from '../src/cli/workspace';
import { parseInputSpecs } from '../src/frontends/inputSpec';
import { traceRecorded } from '../src/frontends/recipe';
import { COMMAND_BUDGET } from '../src/frontends/run';
import { runModelOf } from '../src/ide/run';
import type { RunModelAnswer } from '../src/protocol/run';
import { RunPanels, type RunParts } from '../src/vscode/panels/runPanel';
import { Config } from '../src/vscode/config';
import { RunClient } from '../src/vscode/run/client';
import { EventEmitter, standing, Uri } from './vscode/standIn';

interface Asked { readonly root: string; readonly target: string; readonly locale: string; readonly strings: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, unknown>>; readonly post: (message: unknown) => void;
  /** Shapes that are said to be predicted in place of the analysis'. */
  readonly predicted?: Readonly<Record<string, readonly number[]>> }

async function modelOf({ root, target, predicted = {} }: Asked): Promise<RunModelAnswer> {
  const [, file, entry, shapes] = /^(.*\.\w+):(.*?)@([^@]*)$/.exec(target) ?? [];
  if (file === undefined) throw new Error(`${target} is not FILE.py:ENTRY@SHAPE`);
  const wasm = (name: string): Uint8Array => readFileSync(path.join(root, 'node_modules', name));
  const workspace = await Workspace.open([path.dirname(file)], () => ({
    runtime: wasm('web-tree-sitter/web-tree-sitter.wasm'), grammar: wasm('tree-sitter-python/tree-sitter-python.wasm') }));
  const document = workspace.scratch(readFileSync(file, 'utf8'));
  const session = workspace.session(document, { budget: COMMAND_BUDGET, recording: true });
  const recorded = traceRecorded(session.run, { document: document.file, entry, inputs: parseInputSpecs(shapes), probe: session.probe });
  const answer = runModelOf(recorded, entry, () => null);
  return answer.model ? { model: { ...answer.model, layers: answer.model.layers.map((layer) => (
    { ...layer, shape: predicted[layer.key] ?? layer.shape })) } } : answer;
}

export async function openHost(asked: Asked): Promise<unknown> {
  const { root, target, locale, strings, settings, post } = asked;
  Object.assign(standing, { locale, strings, settings });
  const extension = Uri.file(root) as unknown as RunParts['extension'];
  const log = { warn: console.error, error: console.error, info: () => {} } as unknown as ConstructorParameters<typeof RunClient>[1];
  const answer = await modelOf(asked);
  const client = new RunClient(extension, log);
  // Of the analysis a panel only asks for its model.
  const analysis = { service: { runModel: async () => answer, entriesOf: async () => [] }, onDidStart: new EventEmitter().event };
  const state = { get: (_: string, fallback: unknown) => fallback, update: async () => {} };
  const panels = new RunPanels({ extension, client, analysis, config: new Config(state as never), faults: { report: (_: string, error: unknown) => {
    console.error(error);
  } } } as unknown as RunParts, { onDidPush: new EventEmitter().event } as never);
  panels.show(target);
  const { panel } = standing;
  if (!panel) throw new Error('no panel was opened');
  panel.post = post;
  return { html: panel.webview.html, receive: (message: unknown) => { panel.heard.fire(message); }, refresh: () => { panels.refresh(); },
    choose: (...files: string[]) => { standing.chosen = files.map((file) => Uri.file(file)); }, end: () => { client.end('ended'); }, copied: () => standing.copied,
    close: () => { panels.dispose(); } };
}
