// What one input of the model gets: a picture where its shape is that of one, else numbers.
import type { ImageReport } from '../../src/protocol/run';
import type { ImageChoice, InputChoice, PanelInput, RunStart, RunTexts } from '../../src/protocol/runPanel';
import { element } from '../lib/element';
import { numberField, select, setChoices, type Choice } from './controls';
import { numbersIn, PreprocessingEditor } from './preprocessing';

/** Inputs of fewer pixels a side, of one channel, are taken for digits. */
const DIGIT_SIDE = 64;

export interface InputEvents {
  changed(choice: InputChoice): void;
  choose(isImage: boolean): Promise<ImageChoice | null>;
}

/** What an input begins with: the user's first image, one that suits its shape, noise, or zeros where noise is no value of it. */
export function firstChoice({ isImage, shape, dtype }: PanelInput, start: Pick<RunStart, 'samples' | 'firstImage'>): InputChoice {
  const isSmallGrey = !shape.slice(1).includes(3) && Math.max(...shape.slice(1)) <= DIGIT_SIDE;
  const sample = start.samples.find(({ name }) => name === (isSmallGrey ? 'digit.png' : 'fruit.jpg')) ?? start.samples[0];
  const image: ImageChoice = isImage ? start.firstImage ?? (sample ? { kind: 'sample', name: sample.name } : { kind: 'random', seed: 0 })
    : dtype === 'float32' ? { kind: 'random', seed: 0 } : { kind: 'fill', value: 0 };
  return { image, preprocessing: null };
}

export class InputControl {
  /** The list of what there is, and the number that goes with it. */
  readonly root = element('span', { class: 'input-choice' });
  readonly editor: PreprocessingEditor;
  private readonly list: HTMLSelectElement;
  private readonly seed: HTMLInputElement;
  private readonly values: HTMLInputElement;
  private used: ImageReport | null = null;

  constructor(private readonly texts: RunTexts, private readonly samples: RunStart['samples'], readonly input: PanelInput,
    private choice: InputChoice, private readonly events: InputEvents) {
    this.editor = new PreprocessingEditor(texts, (preprocessing) => { this.change({ ...this.choice, preprocessing }); });
    this.list = select(`${texts.image} ${input.name}`, [], '', (value) => { void this.pick(value); }, 'image');
    this.seed = numberField(texts.seed, 0, (seed) => { this.take({ kind: 'random', seed: Math.max(0, Math.round(seed)) }); }, { min: 0 });
    this.seed.classList.add('seed');
    this.values = element('input', { type: 'text', class: 'numbers', placeholder: '1, 2, 3', 'aria-label': texts.numbersHint,
      title: texts.numbersHint });
    this.values.addEventListener('change', () => {
      const given = numbersIn(this.values.value);
      this.values.classList.toggle('wrong', given === null);
      if (given) this.take({ kind: 'values', values: given });
    });
    this.root.append(this.list, this.seed, this.values);
    this.show();
  }

  get current(): InputChoice { return this.choice; }

  set(choice: InputChoice): void {
    this.choice = choice;
    this.show();
  }

  /** What the last run did to its image. */
  showUsed(image: ImageReport | null): void {
    this.used = image;
    this.show();
  }

  private change(choice: InputChoice): void {
    this.set(choice);
    this.events.changed(choice);
  }
  private take(image: ImageChoice): void { this.change({ ...this.choice, image }); }

  private async pick(value: string): Promise<void> {
    const { dtype, isImage } = this.input;
    if (value === 'choose') {
      this.show();
      const chosen = await this.events.choose(isImage);
      if (chosen) this.take(chosen);
    } else if (value.startsWith('sample:')) this.take({ kind: 'sample', name: value.slice(7) });
    else if (value === 'zeros') this.take({ kind: 'fill', value: 0 });
    else if (value === 'random') this.take({ kind: 'random', seed: 0 });
    else if (value === 'numbers') {
      this.take({ kind: 'values', values: [dtype.startsWith('float') ? 0.5 : 1] });
      this.values.focus();
    }
  }

  private show(): void {
    const { texts, input } = this;
    const { image, preprocessing } = this.choice;
    const own: Choice[] = image.kind === 'file' || image.kind === 'given' ? [{ value: 'own', label: image.label }] : [];
    const value = image.kind === 'sample' ? `sample:${image.name}` : image.kind === 'fill' ? 'zeros'
      : image.kind === 'random' ? 'random' : image.kind === 'values' ? 'numbers' : 'own';
    setChoices(this.list, [...own,
      ...(input.isImage ? this.samples.map(({ name, label }) => ({ value: `sample:${name}`, label })) : []),
      { value: 'choose', label: input.isImage ? texts.fromFile : texts.fromArray },
      ...(input.dtype === 'float32' ? [{ value: 'random', label: texts.random }] : []), { value: 'zeros', label: texts.zeros },
      { value: 'numbers', label: texts.numbers }], value);
    this.seed.hidden = image.kind !== 'random';
    if (image.kind === 'random') this.seed.value = String(image.seed);
    this.values.hidden = image.kind !== 'values';
    if (image.kind === 'values') this.values.value = image.values.join(', ');
    const isPicture = image.kind === 'sample' || image.kind === 'given' || (image.kind === 'file' && !image.label.endsWith('.npy'));
    const used = this.used && { preprocessing: this.used.preprocessing, preset: this.used.preset === 'given' ? '' : this.used.preset };
    this.editor.show(isPicture ? preprocessing : null, isPicture ? used : null);
  }
}
