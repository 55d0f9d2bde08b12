// The pure parts of the run's panel: where a cell looks, how numbers are written, which colours levels have.
import { describe, expect, it } from 'vitest';
import type { RunField } from '../../../src/protocol/run';
import { isRunPanelMessage, type PanelLayer } from '../../../src/protocol/runPanel';
import { colourOf, fitInto, tableFor } from '../../../webview/run/colours';
import { fieldAt, onImage } from '../../../webview/run/field';
import { firstChoice } from '../../../webview/run/inputChoice';
import { numbersIn } from '../../../webview/run/preprocessing';
import { sectionsOf } from '../../../webview/run/strip';
import { exact, fill, percent, short } from '../../../webview/run/numbers';

const axis = (size: number, stride: number | null, padding: number | null) => ({ size, stride, padding,
  exact: padding !== null });

describe('the receptive field of a cell', () => {
  // ResNet's conv1: 7×7, stride 2, padding 3.
  const conv1: RunField = { kind: 'window', axes: [2, 3], fields: [axis(7, 2, 3), axis(7, 2, 3)] };

  it('is a rectangle on the input, clipped at its border', () => {
    expect(fieldAt(conv1, [10, 20], [224, 224])).toMatchObject({ kind: 'window', isClipped: false,
      whole: { top: 17, left: 37, height: 7, width: 7 }, inside: { top: 17, left: 37, height: 7, width: 7 } });
    expect(fieldAt(conv1, [0, 111], [224, 224])).toMatchObject({ kind: 'window', isClipped: true,
      whole: { top: -3, left: 219, height: 7, width: 7 }, inside: { top: 0, left: 219, height: 4, width: 5 } });
  });

  it('may lie beside the input, be all of it, or differ between cells', () => {
    const far: RunField = { kind: 'window', axes: [2, 3], fields: [axis(1, 1, 1), axis(1, 1, 1)] };
    expect(fieldAt(far, [0, 0], [4, 4])).toMatchObject({ inside: null, isClipped: true });
    expect(fieldAt({ kind: 'global' }, [0, 0], [4, 6])).toEqual({ kind: 'global', whole: { top: 0, left: 0, height: 4,
      width: 6 } });
    const resized: RunField = { kind: 'window', axes: [2, 3], fields: [axis(8.5, 2, null), axis(8, 2, null)] };
    expect(fieldAt(resized, [0, 0], [9, 9])).toEqual({ kind: 'inexact', sizes: [9, 8] });
    expect(fieldAt({ kind: 'window', axes: [2], fields: [axis(3, 1, 1)] }, [0, 0], [9, 9])).toMatchObject({ kind: 'unknown' });
  });

  it('is a strip of the channels in one dimension, and spans alone in three', () => {
    expect(fieldAt({ kind: 'window', axes: [2], fields: [axis(5, 2, 2)] }, [0], [40], 4)).toEqual({ kind: 'window', isClipped: true,
      spans: [{ start: -2, size: 5 }], whole: { top: 0, left: -2, height: 4, width: 5 },
      inside: { top: 0, left: 0, height: 4, width: 3 } });
    expect(fieldAt({ kind: 'window', axes: [2, 3, 4], fields: [axis(3, 1, 0), axis(3, 1, 0), axis(3, 2, 0)] }, [1, 2, 3], [8, 8, 9]))
      .toEqual({ kind: 'window', isClipped: false, whole: null, inside: null,
        spans: [{ start: 1, size: 3 }, { start: 2, size: 3 }, { start: 6, size: 3 }] });
  });

  it('is found again on the image before it was cropped and resized', () => {
    expect(onImage({ top: 10, left: 20, height: 8, width: 4 }, { y: { offset: 16, scale: 2 }, x: { offset: 0, scale: 0.5 } }))
      .toEqual({ top: 36, left: 10, height: 16, width: 2 });
  });
});

describe('the layers', () => {
  const layer = (key: string, module: string): PanelLayer => ({ key, module, type: 't', shape: [1], field: { kind: 'none' },
    hasCall: false, hasConstructor: false });
  const names = (layers: readonly PanelLayer[]) => sectionsOf(layers).map(({ name, layers: own }) => `${name}:${own.length}`);

  it('stand under the modules that they are in, and under inner ones where they are many', () => {
    expect(names([layer('conv1', 'conv1'), layer('relu', ''), layer('layer1.0.conv', 'layer1.0.conv'), layer('layer1.0 add', 'layer1.0'),
      layer('fc', 'fc')])).toEqual([':2', 'layer1.0:2', ':1']);
    const blocks = Array.from({ length: 3 }, (_, b) => Array.from({ length: 9 }, (__, i) => layer(`body.${b}.l${i}`, `body.${b}.l${i}`)));
    expect(names(blocks.flat())).toEqual(['body.0:9', 'body.1:9', 'body.2:9']);
    const flat = Array.from({ length: 40 }, (_, i) => layer(`net.${i}`, `net.${i}`));
    expect(names(flat)).toEqual(['net:40']);
  });
});

describe('inputs', () => {
  it('begin with what their shape takes', () => {
    const start = { samples: ['fruit.jpg', 'digit.png'].map((name) => ({ name, label: name })), firstImage: null };
    const of = (shape: readonly number[], dtype = 'float32', isImage = true) =>
      firstChoice({ name: 'x', shape, dtype, assumed: false, isImage }, start).image;
    expect(of([1, 3, 224, 224])).toEqual({ kind: 'sample', name: 'fruit.jpg' });
    expect(of([1, 1, 28, 28])).toEqual({ kind: 'sample', name: 'digit.png' });
    expect(of([1, 5], 'float32', false)).toEqual({ kind: 'random', seed: 0 });
    expect(of([1, 5], 'int64', false)).toEqual({ kind: 'fill', value: 0 });
  });
  it('are read as people write numbers', () => {
    expect([numbersIn('0.5, 1;−2 3e2'), numbersIn('1, two'), numbersIn(' ')]).toEqual([[0.5, 1, -2, 300], null, null]);
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
    const choice = (image: unknown, labels: unknown = { kind: 'automatic' }, fitting: unknown = null) => ({ inputs: [{ image, preprocessing: null }],
      weights: { kind: 'seed', seed: 0 }, labels, fitting });
    expect(ask('run', choice({ kind: 'fill', value: 0 }))).toBe(true);
    expect(ask('run', choice({ kind: 'values', values: [1, 2] }, { kind: 'set', name: 'VOC' }))).toBe(true);
    expect(ask('run', choice({ kind: 'given', label: 'x', bytes: new Uint8Array(2) }))).toBe(true);
    expect(ask('run', choice({ kind: 'values', values: ['1'] }))).toBe(false);
    expect(ask('run', choice({ kind: 'fill', value: 0 }, { kind: 'set', name: 'another' }))).toBe(false);
    expect(ask('run', choice({ kind: 'fill', value: 0 }, { kind: 'none' }, ['conv1']))).toBe(true);
    expect(ask('run', choice({ kind: 'fill', value: 0 }, { kind: 'none' }, [1]))).toBe(false);
    expect(ask('cell', 'now', 'conv1', 0, 1, 2)).toBe(true);
    expect(ask('run', choice({ kind: 'file', uri: 3 }))).toBe(false);
    expect(ask('cell', 'later', 'conv1', 0, 1, 2)).toBe(false);
    expect(ask('cell', 'now', 'conv1', 0.5, 1, 2)).toBe(false);
    expect(ask('save', 'conv1', 'exe')).toBe(false);
    expect(ask('constructor')).toBe(false);
    expect(isRunPanelMessage(null)).toBe(false);
  });
});

describe('a map that is shown', () => {
  const shown = (width: number, height: number): unknown => {
    const canvas = { width, height, style: {} };
    fitInto(canvas as HTMLCanvasElement, 160);
    return canvas.style;
  };

  it('is as large as its place, however tall or flat it is', () => {
    expect(shown(32, 16)).toEqual({ width: '160px', height: '80px' });
    expect(shown(16, 256)).toEqual({ width: '28px', height: '160px' });
    expect(shown(4000, 1)).toEqual({ width: '160px', height: '28px' });
  });
});
