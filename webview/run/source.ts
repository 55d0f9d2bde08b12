// What is run: the image, the weights, and what is done to the image before the model gets it.
import type { Interpolation, Preprocessing } from '../../src/protocol/run';
import { isImageChoice, isWeightChoice, type ImageChoice, type RunChoice, type RunStart,
  type RunTexts } from '../../src/protocol/runPanel';
import { element } from '../lib/element';
import { action, checkbox, labelled, numberField, select, setChoices, type Choice } from './controls';
import { fill } from './numbers';

/** Mean and deviation by channel, after pixels are 0 to 1. */
const NORMALISATIONS = {
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  zeroOne: { mean: [0], std: [1] },
  minusOneOne: { mean: [0.5], std: [0.5] },
} as const;
type Normalisation = keyof typeof NORMALISATIONS | 'custom';

export function readChoice(value: unknown): RunChoice | null {
  if (typeof value !== 'object' || value === null || !('image' in value) || !('weights' in value)) return null;
  const { image, weights } = value;
  if (!isImageChoice(image) || !isWeightChoice(weights)) return null;
  const preprocessing = 'preprocessing' in value && typeof value.preprocessing === 'object'
    ? value.preprocessing as Preprocessing | null : null;
  return { image, weights, preprocessing };
}

export interface SourceEvents {
  /** Something else is to be run. */
  changed(choice: RunChoice): void;
  chooseImage(): Promise<ImageChoice | null>;
  chooseWeights(): Promise<RunChoice['weights'] | null>;
}

export class Source {
  readonly controls = element('div', { class: 'source' });
  readonly editor = element('details', { class: 'preprocessing' });
  private readonly images: HTMLSelectElement;
  private readonly weights: HTMLSelectElement;
  private readonly seed: HTMLInputElement;
  private used: Preprocessing | null = null;
  private preset = '';
  private own: string | null = null;

  constructor(private readonly texts: RunTexts, private readonly samples: RunStart['samples'], private choice: RunChoice,
    private readonly events: SourceEvents) {
    this.images = select(texts.image, [], '', (value) => { void this.pickImage(value); }, 'image');
    this.weights = select(texts.weights, [], '', (value) => { void this.pickWeights(value); }, 'weights');
    this.seed = numberField(texts.seed, 0, (seed) => { this.change({ weights: { kind: 'seed', seed: Math.max(0,
      Math.round(seed)) } }); }, { min: 0 });
    this.seed.classList.add('seed');
    this.controls.append(labelled(texts.image, this.images), labelled(texts.weights, this.weights), this.seed);
    this.show();
  }

  /** The file whose own weights the model has; null: they are chosen. */
  ownWeights(file: string | null): void {
    this.own = file;
    this.show();
  }

  get current(): RunChoice { return this.choice; }

  set(change: Partial<RunChoice>): void {
    this.choice = { ...this.choice, ...change };
    this.show();
  }

  /** What the last run did to its image. */
  showUsed(used: Preprocessing | null, preset: string): void {
    this.used = used;
    this.preset = preset;
    this.showEditor();
  }

  private change(change: Partial<RunChoice>): void {
    this.set(change);
    this.events.changed(this.choice);
  }

  private async pickImage(value: string): Promise<void> {
    if (value === 'choose') {
      this.show();
      const chosen = await this.events.chooseImage();
      if (chosen) this.change({ image: chosen });
    } else if (value.startsWith('sample:')) this.change({ image: { kind: 'sample', name: value.slice(7) } });
    else if (value === 'zeros') this.change({ image: { kind: 'fill', value: 0 } });
    else if (value === 'random') this.change({ image: { kind: 'random', seed: 0 } });
  }

  private async pickWeights(value: string): Promise<void> {
    if (value === 'seed') this.change({ weights: { kind: 'seed', seed: 0 } });
    if (value !== 'choose') return;
    this.show();
    const chosen = await this.events.chooseWeights();
    if (chosen) this.change({ weights: chosen });
  }

  private show(): void {
    const { texts } = this;
    const { image, weights } = this.choice;
    const own: Choice[] = image.kind === 'file' || image.kind === 'given' ? [{ value: 'own', label: image.label }] : [];
    const imageValue = image.kind === 'sample' ? `sample:${image.name}` : image.kind === 'fill' ? 'zeros'
      : image.kind === 'random' ? 'random' : 'own';
    setChoices(this.images, [...own, ...this.samples.map(({ name, label }) => ({ value: `sample:${name}`, label })),
      { value: 'choose', label: texts.fromFile }, { value: 'random', label: texts.random }, { value: 'zeros',
        label: texts.zeros }], imageValue);
    const file: Choice[] = weights.kind === 'file' ? [{ value: 'file', label: weights.label }] : [];
    setChoices(this.weights, [...file, { value: 'seed', label: texts.seed }, { value: 'choose', label: texts.checkpoint }],
      weights.kind === 'file' ? 'file' : 'seed');
    if (this.own !== null) setChoices(this.weights, [{ value: 'seed', label: this.own }], 'seed');
    this.weights.disabled = this.own !== null;
    this.seed.hidden = weights.kind !== 'seed' || this.own !== null;
    if (weights.kind === 'seed') this.seed.value = String(weights.seed);
    this.showEditor();
  }

  private showEditor(): void {
    const { texts } = this;
    const now = this.choice.preprocessing ?? this.used;
    this.editor.hidden = now === null;
    if (!now) return;
    const set = (change: Partial<Preprocessing>): void => { this.change({ preprocessing: { ...now, ...change } }); };
    const isOpen = this.editor.open;
    const isOwn = this.choice.preprocessing !== null;
    this.editor.replaceChildren(element('summary', {}, texts.preprocessing, ' ', element('span', { class: 'quiet' }, isOwn
      ? texts.custom : this.preset || texts.automatic)),
      element('div', { class: 'form' }, ...this.sizeFields(now, set), ...this.valueFields(now, set),
        action(texts.automatic, () => { this.change({ preprocessing: null }); }, { name: 'automatic' })));
    this.editor.open = isOpen;
  }

  private sizeFields(now: Preprocessing, set: (change: Partial<Preprocessing>) => void): HTMLElement[] {
    const { texts } = this;
    const { resize, crop } = now;
    const kind = resize?.kind ?? 'none';
    const fields = [labelled(texts.resize, select(texts.resize, [{ value: 'none', label: texts.noResize }, { value: 'shorter',
      label: texts.shorter },
      { value: 'exact', label: texts.exact }], kind, (value) => {
      set({ resize: value === 'none' ? null : value === 'shorter' ? { kind: 'shorter', size: crop?.height ?? 256 }
        : { kind: 'exact', height: crop?.height ?? 224, width: crop?.width ?? 224 } });
    }, 'resize'))];
    const pair = (name: string, height: number, width: number, change: (height: number, width: number) => void): HTMLElement =>
      element('span', { class: 'pair' }, numberField(`${name}: ${texts.row}`, height, (value) => { change(Math.round(value),
        width); }, { min: 1 }), '×',
        numberField(`${name}: ${texts.column}`, width, (value) => { change(height, Math.round(value)); }, { min: 1 }));
    if (resize?.kind === 'shorter') fields.push(labelled(texts.shorter, numberField(texts.shorter, resize.size, (size) =>
      { set({ resize: { kind: 'shorter', size: Math.round(size) } }); }, { min: 1 })));
    if (resize?.kind === 'exact') fields.push(pair(texts.resize, resize.height, resize.width, (height, width) =>
      { set({ resize: { kind: 'exact', height, width } }); }));
    fields.push(checkbox(texts.crop, crop !== null, (isCropped) => { set({ crop: isCropped ? { height: 224, width: 224 }
      : null }); }));
    if (crop) fields.push(pair(texts.crop, crop.height, crop.width, (height, width) => { set({ crop: { height, width } }); }));
    const ways: readonly Interpolation[] = ['bilinear', 'bicubic', 'nearest'];
    fields.push(labelled(texts.interpolation, select(texts.interpolation, ways.map((way) => ({ value: way, label: way })),
      now.interpolation,
      (value) => { set({ interpolation: ways.find((way) => way === value) ?? 'bilinear' }); })));
    return fields;
  }

  private valueFields(now: Preprocessing, set: (change: Partial<Preprocessing>) => void): HTMLElement[] {
    const { texts } = this;
    const channels = now.mode === 'grey' ? 1 : 3;
    const same = (a: readonly number[], b: readonly number[]): boolean => a.every((value, i) => value === b[b.length === 1 ? 0
      : i]);
    const kind: Normalisation = (['imagenet', 'zeroOne', 'minusOneOne'] as const).find((name) =>
      same(now.mean, NORMALISATIONS[name].mean) && same(now.std, NORMALISATIONS[name].std)) ?? 'custom';
    const spread = (list: readonly number[]): number[] => Array.from({ length: channels }, (_, i) => list[list.length === 1
      ? 0 : i] ?? 0);
    const list = (name: string, values: readonly number[], change: (values: number[]) => void): HTMLElement => {
      const field = element('input', { type: 'text', value: values.join(', '), 'aria-label': name, size: 18 });
      field.addEventListener('change', () => {
        const given = field.value.split(/[\s,]+/).filter(Boolean).map(Number);
        if (given.length === channels && given.every(Number.isFinite)) change(given);
        else field.value = values.join(', ');
      });
      return labelled(name, field);
    };
    return [
      labelled(texts.mode, select(texts.mode, [{ value: 'rgb', label: texts.rgb }, { value: 'grey', label: texts.grey }],
        now.mode, (mode) => {
        set(mode === 'grey' ? { mode: 'grey', mean: [now.mean[0] ?? 0], std: [now.std[0] ?? 1] }
          : { mode: 'rgb', mean: [0, 1, 2].map((i) => now.mean[i] ?? now.mean[0] ?? 0), std: [0, 1, 2].map((i) =>
            now.std[i] ?? now.std[0] ?? 1) });
      })),
      labelled(texts.normalise, select(texts.normalise, (['imagenet', 'zeroOne', 'minusOneOne',
        'custom'] as const).map((value) => (
        { value, label: texts[value], disabled: value === 'custom' && kind !== 'custom' })), kind, (value) => {
        const chosen = (['imagenet', 'zeroOne', 'minusOneOne'] as const).find((name) => name === value);
        if (chosen) set({ mean: spread(NORMALISATIONS[chosen].mean), std: spread(NORMALISATIONS[chosen].std) });
      })),
      list(texts.mean, now.mean, (mean) => { set({ mean }); }), list(texts.std, now.std, (std) => { set({ std }); }),
      checkbox(texts.upright, now.upright, (upright) => { set({ upright }); }),
    ];
  }
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
    if (!file && uri) take({ kind: 'file', uri, label: fill('{0}', decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1))) });
  });
  document.addEventListener('paste', (event) => {
    const file = first(event.clipboardData?.files);
    if (file) void read(file);
  });
}
