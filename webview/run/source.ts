// What is run: what the inputs get, the weights, the names of the classes.
import type { ImageReport, InputReport } from '../../src/protocol/run';
import { isInputChoice, isLabelChoice, isWeightChoice, type ImageChoice, type InputChoice, type LabelChoice, type PanelInput,
  type RunChoice, type RunStart, type RunTexts, type WeightChoice } from '../../src/protocol/runPanel';
import { element } from '../lib/element';
import { labelled, numberField, select, setChoices, type Choice } from './controls';
import { firstChoice, InputControl } from './inputChoice';
import { sizes } from './numbers';

/** What was kept over a reload, as far as it is whole. */
export function readChoice(value: unknown): RunChoice | null {
  if (typeof value !== 'object' || value === null || !('inputs' in value) || !('weights' in value)) return null;
  const { inputs, weights } = value;
  if (!Array.isArray(inputs) || !inputs.every(isInputChoice) || !isWeightChoice(weights)) return null;
  return { inputs, weights, labels: 'labels' in value && isLabelChoice(value.labels) ? value.labels : { kind: 'automatic' },
    fitting: 'fitting' in value && Array.isArray(value.fitting) ? value.fitting.filter((key) => typeof key === 'string') : null };
}

export interface SourceEvents {
  /** Something else is to be run. */
  changed(): void;
  chooseImage(isImage: boolean): Promise<ImageChoice | null>;
  chooseWeights(): Promise<WeightChoice | null>;
}

export class Source {
  /** For the toolbar. */
  readonly controls = element('div', { class: 'source' });
  /** The inputs where there are several, and what is done to images. */
  readonly details = element('div', { class: 'inputs' });
  private readonly imagePlace = element('span', { class: 'source' });
  private readonly weightList: HTMLSelectElement;
  private readonly seed: HTMLInputElement;
  private inputs: InputControl[] = [];
  private shape = '';
  private own: string | null = null;
  private weights: WeightChoice;
  labels: LabelChoice;
  /** Layers whose maps are kept before others where not all fit; null: all are kept, or none is run. */
  fitting: readonly string[] | null;

  constructor(private readonly texts: RunTexts, private readonly start: Pick<RunStart, 'samples' | 'firstImage' | 'seed'>,
    private readonly kept: RunChoice | null, private readonly events: SourceEvents) {
    this.weights = kept?.weights ?? { kind: 'seed', seed: start.seed };
    this.labels = kept?.labels ?? { kind: 'automatic' };
    this.fitting = kept?.fitting ?? null;
    this.weightList = select(texts.weights, [], '', (value) => { void this.pickWeights(value); }, 'weights');
    this.seed = numberField(texts.seed, start.seed, (seed) => { this.take({ kind: 'seed', seed: Math.max(0, Math.round(seed)) }); },
      { min: 0 });
    this.seed.classList.add('seed');
    this.seed.dataset['of'] = 'weights';
    this.controls.append(this.imagePlace, labelled(texts.weights, this.weightList), this.seed);
    this.showWeights();
  }

  get current(): RunChoice {
    return { inputs: this.inputs.map(({ current }) => current), weights: this.weights, labels: this.labels,
      fitting: this.fitting };
  }

  /** The input that pictures are given to: the first that takes one, else the first. */
  get primary(): number { return Math.max(0, this.inputs.findIndex(({ input }) => input.isImage)); }

  /** The file whose own weights the model has; null: they are chosen. */
  ownWeights(file: string | null): void {
    this.own = file;
    this.showWeights();
  }

  /** The model's inputs. What they get stays while their shapes do. */
  setInputs(inputs: readonly PanelInput[]): void {
    const shape = JSON.stringify(inputs);
    if (shape === this.shape) return;
    this.shape = shape;
    const before = this.inputs.length > 0 ? this.inputs.map(({ current }) => current) : this.kept?.inputs ?? [];
    this.inputs = inputs.map((input, i) => new InputControl(this.texts, this.start.samples, input,
      fitting(before[i], input) ?? firstChoice(input, this.start),
      { changed: () => { this.events.changed(); }, choose: (isImage) => this.events.chooseImage(isImage) }));
    const [only] = this.inputs;
    const isOne = this.inputs.length === 1;
    this.imagePlace.replaceChildren(...(isOne ? [labelled(only.input.isImage ? this.texts.image : this.texts.modelInput, only.root)] : []));
    this.details.replaceChildren(...(isOne ? [] : [element('h2', {}, this.texts.inputs)]), ...this.inputs.flatMap((control) => [
      ...(isOne ? [] : [element('div', { class: 'input-row' }, element('span', { class: 'code' }, control.input.name, ' ',
        element('span', { class: 'quiet' }, `${sizes(control.input.shape)} ${control.input.dtype}`)), control.root)]),
      control.editor.root]));
  }

  /** A picture for the model: from outside, dropped or pasted. */
  useImage(image: ImageChoice): void {
    const control = this.inputs[this.primary];
    control?.set({ ...control.current, image });
  }

  /** What the last run did. */
  showUsed(reports: readonly InputReport[]): void {
    this.inputs.forEach((control, i) => { control.showUsed(reports[i]?.image ?? null); });
  }

  image(reports: readonly InputReport[]): ImageReport | null { return reports[this.primary]?.image ?? null; }

  private take(weights: WeightChoice): void {
    this.weights = weights;
    this.showWeights();
    this.events.changed();
  }

  private async pickWeights(value: string): Promise<void> {
    if (value === 'seed') this.take({ kind: 'seed', seed: this.start.seed });
    if (value !== 'choose') return;
    this.showWeights();
    const chosen = await this.events.chooseWeights();
    if (chosen) this.take(chosen);
  }

  private showWeights(): void {
    const { texts, weights } = this;
    const file: Choice[] = weights.kind === 'file' ? [{ value: 'file', label: weights.label }] : [];
    setChoices(this.weightList, [...file, { value: 'seed', label: texts.seed }, { value: 'choose', label: texts.checkpoint }],
      weights.kind === 'file' ? 'file' : 'seed');
    if (this.own !== null) setChoices(this.weightList, [{ value: 'seed', label: this.own }], 'seed');
    this.weightList.disabled = this.own !== null;
    this.seed.hidden = weights.kind !== 'seed' || this.own !== null;
    if (weights.kind === 'seed') this.seed.value = String(weights.seed);
  }
}

/** What an input got before, where another one can get it too. */
function fitting(choice: InputChoice | undefined, { isImage, dtype }: PanelInput): InputChoice | null {
  if (!choice) return null;
  const { kind } = choice.image;
  const isPicture = kind === 'sample' || kind === 'given' || (kind === 'file' && !choice.image.label.endsWith('.npy'));
  return (isPicture && !isImage) || (kind === 'random' && dtype !== 'float32') ? null : choice;
}

/** Images that are dropped on the page or pasted into it. */
export function takeImages(texts: RunTexts, take: (image: ImageChoice) => void): void {
  const read = async (file: File): Promise<void> => {
    take({ kind: 'given', label: file.name || texts.paste, bytes: new Uint8Array(await file.arrayBuffer()) });
  };
  const first = (list: FileList | undefined): File | undefined => [...list ?? []].find((file) =>
    file.type.startsWith('image/') || /\.(png|jpe?g|webp|bmp|gif)$/i.test(file.name));
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('dropping');
  });
  document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) document.body.classList.remove('dropping'); });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    document.body.classList.remove('dropping');
    const file = first(event.dataTransfer?.files);
    if (file) void read(file);
    // From the editor's explorer, with Shift held: names of files.
    const uri = event.dataTransfer?.getData('text/uri-list').split(/\r?\n/)[0];
    if (!file && uri) take({ kind: 'file', uri, label: decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)) });
  });
  document.addEventListener('paste', (event) => {
    const file = first(event.clipboardData?.files);
    if (file) void read(file);
  });
}
