// The pure parts of the run's panel: where a cell looks, how numbers are written, which colours levels have.
import { describe, expect, it } from 'vitest';
import type { RunField } from '../../../src/protocol/run';
import { isRunPanelMessage } from '../../../src/protocol/runPanel';
import { colourOf, tableFor } from '../../../webview/run/colours';
import { fieldAt, onImage } from '../../../webview/run/field';
import { exact, fill, percent, short } from '../../../webview/run/numbers';

const axis = (size: number, stride: number | null, padding: number | null) => ({ size, stride, padding,
  exact: padding !== null });

describe('the receptive field of a cell', () => {
  // ResNet's conv1: 7×7, stride 2, padding 3.
  const conv1: RunField = { kind: 'window', axes: [2, 3], fields: [axis(7, 2, 3), axis(7, 2, 3)] };

  it('is a rectangle on the input, clipped at its border', () => {
    expect(fieldAt(conv1, 10, 20, [224, 224])).toEqual({ kind: 'window', isClipped: false,
      whole: { top: 17, left: 37, height: 7, width: 7 }, inside: { top: 17, left: 37, height: 7, width: 7 } });
    expect(fieldAt(conv1, 0, 111, [224, 224])).toEqual({ kind: 'window', isClipped: true,
      whole: { top: -3, left: 219, height: 7, width: 7 }, inside: { top: 0, left: 219, height: 4, width: 5 } });
  });

  it('may lie beside the input, be all of it, or differ between cells', () => {
    const far: RunField = { kind: 'window', axes: [2, 3], fields: [axis(1, 1, 1), axis(1, 1, 1)] };
    expect(fieldAt(far, 0, 0, [4, 4])).toMatchObject({ inside: null, isClipped: true });
    expect(fieldAt({ kind: 'global' }, 0, 0, [4, 6])).toEqual({ kind: 'global', whole: { top: 0, left: 0, height: 4,
      width: 6 } });
    const resized: RunField = { kind: 'window', axes: [2, 3], fields: [axis(8.5, 2, null), axis(8, 2, null)] };
    expect(fieldAt(resized, 0, 0, [9, 9])).toEqual({ kind: 'inexact', rows: 9, columns: 8 });
    expect(fieldAt({ kind: 'window', axes: [2], fields: [axis(3, 1, 1)] }, 0, 0, [9, 9])).toMatchObject({ kind: 'unknown' });
  });

  it('is found again on the image before it was cropped and resized', () => {
    expect(onImage({ top: 10, left: 20, height: 8, width: 4 }, { y: { offset: 16, scale: 2 }, x: { offset: 0, scale: 0.5 } }))
      .toEqual({ top: 36, left: 10, height: 16, width: 2 });
  });
});

describe('numbers', () => {
  it('are short, with a minus sign', () => {
    expect([0, 1, -0.012345, 1234567, 0.0000012, 100, NaN, -Infinity].map((x) => short(x)))
      .toEqual(['0', '1', '−0.01235', '1.23e6', '1.2e−6', '100', 'NaN', '−∞']);
    expect([exact(0.1), exact(Math.fround(1 / 3)), exact(-2)]).toEqual(['0.100000001', '0.333333343', '−2']);
    expect([percent(0), percent(1), percent(0.5), percent(1e-6)]).toEqual(['0 %', '100 %', '50.0 %', '< 0.1 %']);
    expect(fill('{1} of {0}, {2}', 3, 'two')).toBe('two of 3, {2}');
  });
});

describe('colours', () => {
  it('put white at zero where both signs occur', () => {
    const table = tableFor('viridis', -2, 2);
    expect([...table.slice(4 * 127, 4 * 128)].every((part) => part > 230)).toBe(true);
    expect(colourOf(2, -2, 2, 'viridis').fill).not.toBe(colourOf(-2, -2, 2, 'viridis').fill);
    expect(tableFor('viridis', 0, 2)).not.toBe(table);
    expect([...table.slice(4 * 255)]).toEqual([255, 0, 255, 255]);
    expect(colourOf(NaN, 0, 1, 'grey').fill).toBe('rgb(255 0 255)');
    expect([colourOf(0, 0, 1, 'grey').isDark, colourOf(1, 0, 1, 'grey').isDark]).toEqual([true, false]);
  });
});

describe('messages of the panel', () => {
  const ask = (method: string, ...args: unknown[]) => isRunPanelMessage({ request: { id: 1, method, args, cancellable: false } });
  it('are believed when they have the form that was agreed', () => {
    expect(ask('run', { image: { kind: 'fill', value: 0 }, preprocessing: null, weights: { kind: 'seed', seed: 0 } })).toBe(true);
    expect(ask('run', { image: { kind: 'given', label: 'x', bytes: new Uint8Array(2) }, weights: { kind: 'seed',
      seed: 1 } })).toBe(true);
    expect(ask('cell', 'now', 'conv1', 0, 1, 2)).toBe(true);
    expect(ask('run', { image: { kind: 'file', uri: 3 }, weights: { kind: 'seed', seed: 0 } })).toBe(false);
    expect(ask('cell', 'later', 'conv1', 0, 1, 2)).toBe(false);
    expect(ask('cell', 'now', 'conv1', 0.5, 1, 2)).toBe(false);
    expect(ask('save', 'conv1', 'exe')).toBe(false);
    expect(ask('constructor')).toBe(false);
    expect(isRunPanelMessage(null)).toBe(false);
  });
});
