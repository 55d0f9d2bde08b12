// The figures of one map over all images of the batch.
import { channelFigures, figuresOf, planesOf, type ChannelFigures, type StridedMap } from '../engine/featureMap';
import type { Statistics } from '../protocol/run';

export interface MapStatistics {
  readonly whole: Statistics;
  /** By channel, of the first image. */
  readonly first: ChannelFigures;
}

/** `figures`: how those of one image's channels are computed. */
export function statisticsOf(map: StridedMap, figures: typeof channelFigures = channelFigures): MapStatistics {
  const images = map.shape.length > 1 ? Math.max(1, map.shape[0]) : 1;
  const all = Array.from({ length: images }, (_, image) => figures(planesOf(map, image)));
  const [first] = all;
  const { min, max, mean, std, zeros, nan, infinite } = figuresOf(all.length === 1 ? first : together(all));
  return { whole: { min, max, mean, std, zeros, nan, infinite }, first };
}

function together(all: readonly ChannelFigures[]): ChannelFigures {
  const join = (pick: (each: ChannelFigures) => Float64Array): Float64Array => Float64Array.from(all.flatMap((each) =>
    [...pick(each)]));
  return { min: join((f) => f.min), max: join((f) => f.max), mean: join((f) => f.mean), std: join((f) => f.std),
    size: join((f) => f.size), zeros: join((f) => f.zeros), nan: join((f) => f.nan), infinite: join((f) => f.infinite),
    cells: all[0].cells };
}
