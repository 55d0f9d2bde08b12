// Products of rows with the rows of a weight matrix as it stands in the file, and the packing of weights for the tile kernel.
import { struct, type Fn, type Local, type ModuleBuilder, type Val } from './assembler';

/** out[m][n] = input[m] . weight[n] + bias[n]; strides in bytes, `depth` counts floats. A unit is four outputs of every row. */
export const DOT = struct('input', 'inM', 'out', 'outM', 'weights', 'weightN', 'bias', 'rows', 'outputs', 'depth');
/**
 * Weights [output][input channel][tap] to [block of 8 outputs][tap][input channel][8]. `channels` counts the input
 * channels of a block; where several groups share one block, `perGroup` channels and `perGroupOutputs` outputs belong
 * to each and the rest is zero. Taps stand in rows of `tapColumns`. `scale` (or 0): a factor per output. A unit is a block of
 * one matrix.
 */
export const PACK = struct('input', 'inN', 'out', 'outN', 'blocks', 'blockBytes', 'groupBlocks', 'groupOutputs', 'strideO',
  'strideI',
  'strideTap', 'tapColumns', 'strideRow', 'taps', 'channels', 'perGroup', 'perGroupOutputs', 'scale');

export function addMatrix(m: ModuleBuilder, options: { readonly fused: boolean }): void {
  addDot(m, options.fused);
  addPack(m);
}

function addDot(m: ModuleBuilder, fused: boolean): void {
  const at = (args: Local, name: keyof typeof DOT.at): Val => args.load('i32', DOT.at[name]);
  m.fn('dot', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to] = [0, 1, 2].map((i) => f.parameter(i));
    const [unit, row, n, left, input, lastOutput] = Array.from({ length: 6 }, () => f.local());
    f.set(lastOutput, at(args, 'outputs').sub(1));
    const pointers = Array.from({ length: 4 }, () => f.local());
    const sums = Array.from({ length: 8 }, () => f.local('v128'));
    const [x0, x1] = [f.local('v128'), f.local('v128')];
    f.for(unit, from, to, () => f.for(row, 0, at(args, 'rows'), () => {
      pointers.forEach((p, i) => f.set(p, at(args, 'weights').add(unit.shl(2).add(i).min(lastOutput).mul(at(args, 'weightN')))));
      f.set(input, at(args, 'input').add(row.mul(at(args, 'inM'))));
      for (const sum of sums) f.set(sum, 0);
      f.set(left, at(args, 'depth'));
      f.while(left.atLeast(8), () => {
        f.set(x0, input.load('v128'));
        f.set(x1, input.load('v128', 16));
        pointers.forEach((p, i) => {
          f.set(sums[2 * i], p.load('v128').madd(x0, sums[2 * i], fused));
          f.set(sums[2 * i + 1], p.load('v128', 16).madd(x1, sums[2 * i + 1], fused));
          f.increase(p, 32);
        });
        f.increase(input, 32);
        f.increase(left, -8);
      });
      f.while(left, () => {
        f.set(x0, input.loadFirst());
        pointers.forEach((p, i) => {
          f.set(sums[2 * i], p.loadFirst().madd(x0, sums[2 * i], fused));
          f.increase(p, 4);
        });
        f.increase(input, 4);
        f.increase(left, -1);
      });
      pointers.forEach((_, i) => {
        f.set(n, unit.shl(2).add(i));
        const sum = f.local('v128', sums[2 * i].add(sums[2 * i + 1]));
        const total = sum.lane(0).add(sum.lane(1)).add(sum.lane(2).add(sum.lane(3)));
        f.if(n.less(at(args, 'outputs')), () => f.store(at(args, 'out').add(row.mul(at(args, 'outM'))).add(n.shl(2)),
          total.add(at(args, 'bias').add(n.shl(2)).load('f32'))));
      });
    }));
  });
}

function addPack(m: ModuleBuilder): void {
  const at = (args: Local, name: keyof typeof PACK.at): Val => args.load('i32', PACK.at[name]);
  m.fn('pack', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [args, from, to] = [0, 1, 2].map((i) => f.parameter(i));
    const [unit, image, block, out, tap, channel, lane, within, output, first] = Array.from({ length: 10 }, () => f.local());
    const factor = f.local('f32');
    const whole = f.local('i32', at(args, 'channels').equals(at(args, 'perGroup')));
    f.for(unit, from, to, () => {
      f.set(image, unit.quotient(at(args, 'blocks')));
      f.set(block, unit.remainder(at(args, 'blocks')));
      f.set(within, block.remainder(at(args, 'groupBlocks')).shl(3));
      // A block of 8 outputs that one group fills is gathered four lanes at a time.
      f.if(whole.and(within.add(8).less(at(args, 'groupOutputs').add(1))), () => {
        f.set(output, block.quotient(at(args, 'groupBlocks')).mul(at(args, 'groupOutputs')).add(within));
        f.set(out, at(args, 'out').add(image.mul(at(args, 'outN'))).add(block.mul(at(args, 'blockBytes'))));
        packBlock(f, args, at(args, 'input').add(image.mul(at(args, 'inN'))).add(output.mul(at(args, 'strideO'))), out, output);
      }, () => {
      f.for(lane, 0, 8, () => {
        f.set(within, block.remainder(at(args, 'groupBlocks')).shl(3).add(lane));
        f.set(output, block.quotient(at(args, 'groupBlocks')).mul(at(args, 'groupOutputs')).add(within));
        f.set(first, within.quotient(at(args, 'perGroupOutputs')).mul(at(args, 'perGroup')));
        f.set(factor, 1);
        f.if(at(args, 'scale'), () => f.set(factor, at(args, 'scale').add(output.shl(2)).load('f32')));
        f.set(out, at(args, 'out').add(image.mul(at(args, 'outN'))).add(block.mul(at(args, 'blockBytes'))).add(lane.shl(2)));
        const source = f.local('i32', at(args, 'input').add(image.mul(at(args, 'inN'))).add(output.mul(at(args, 'strideO'))));
        f.if(within.less(at(args, 'groupOutputs')), () => packLane(f, args, { source, out, tap, channel, first, factor }),
          () => f.for(tap, 0, at(args, 'taps').mul(at(args, 'channels')), () => {
            f.store(out, f.local('f32', 0));
            f.increase(out, 32);
          }));
      });
      });
    });
  });
}

/** 8 lanes of every tap and input channel, one output each. */
function packBlock(f: Fn, args: Local, first: Val, out: Local, output: Local): void {
  const at = (name: keyof typeof PACK.at): Val => args.load('i32', PACK.at[name]);
  const [source, step, tap, channel, address, next] = [f.local('i32', first), f.local('i32', at('strideO')), f.local(), f.local(),
    f.local(), f.local('i32', at('strideI'))];
  const factors = [0, 1].map(() => f.local('v128', 1));
  f.if(at('scale'), () => factors.forEach((factor, half) => f.set(factor, at('scale').add(output.shl(2)).load('v128',
    16 * half))));
  const lanes = [1, 2, 3].map((n) => f.local('i32', step.mul(n)));
  f.for(tap, 0, at('taps'), () => {
    f.set(address, source.add(tap.remainder(at('tapColumns')).mul(at('strideTap')))
      .add(tap.quotient(at('tapColumns')).mul(at('strideRow'))));
    f.for(channel, 0, at('channels'), () => {
      factors.forEach((factor, half) => {
        const base = f.local('i32', half === 0 ? address : address.add(step.shl(2)));
        const value = lanes.reduce<Val>((vector, lane, i) => base.add(lane).loadLane(vector, i + 1), base.loadFirst());
        f.store(out, value.mul(factor), 16 * half);
      });
      f.increase(out, 32);
      f.increase(address, next);
    });
  });
}

interface PackLocals {
  readonly source: Local; readonly out: Local; readonly tap: Local; readonly channel: Local; readonly first: Local;
  readonly factor: Local;
}
function packLane(f: Fn, args: Local, { source, out, tap, channel, first, factor }: PackLocals): void {
  const at = (name: keyof typeof PACK.at): Val => args.load('i32', PACK.at[name]);
  const [address, count, step] = [f.local(), f.local('i32', at('perGroup')), f.local('i32', at('strideI'))];
  const value = f.local('f32');
  f.for(tap, 0, at('taps'), () => {
    f.set(address, source.add(tap.remainder(at('tapColumns')).mul(at('strideTap')))
      .add(tap.quotient(at('tapColumns')).mul(at('strideRow'))).sub(first.mul(step)));
    f.for(channel, 0, at('channels'), () => {
      f.if(channel.sub(first).lessUnsigned(count), () => f.set(value, address.load('f32').mul(factor)), () => f.set(value, 0));
      f.store(out, value);
      f.increase(out, 32);
      f.increase(address, step);
    });
  });
}
