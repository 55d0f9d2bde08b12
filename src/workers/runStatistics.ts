// The figures of one map over all images of the batch.
import { channelFigures, figuresOf, planesOf, type ChannelFigures, type StridedMap } from '../engine/featureMap';
import type { Session } from '../engine/session';
import type { Plan } from '../tensor/plan';
import type { Statistics } from '../protocol/run';

export interface MapStatistics {
  readonly whole: Statistics;
  /** By channel, of the first image. */
  readonly first: ChannelFigures;
}

/** `figures`: how those of one image's channels are computed. */
export const statisticsOf = (map: StridedMap, figures: typeof channelFigures = channelFigures): MapStatistics =>
  summary(imagesOf(map).map((image) => figures(planesOf(map, image))));

/** The same of a value of a session that has come so far; null when it has no elements to read. */
function statisticsIn(session: Session, value: number): MapStatistics | null {
  const ahead = session.ahead(value);
  const told = ahead && imagesOf(ahead.map).map((image) => ahead.figures(planesOf(ahead.map, image)));
  if (told?.every((each) => each !== null)) return summary(told);
  const map = session.map(value);
  return map && statisticsOf(map, (planes) => session.figuresOf(planes));
}

/** The kept values of one run, each looked at once: as soon as it is whole, while its elements are near. */
export class Looked {
  /** Of the first image, by value. */
  readonly figures = new Map<number, ChannelFigures>();
  /** What looking took. */
  milliseconds = 0;
  private readonly known = new Map<number, MapStatistics>();
  private readonly kept: ReadonlySet<number>;

  constructor(private readonly session: Session, plan: Plan) {
    this.kept = new Set(Object.values(plan.keep));
  }

  /** Told of values as they become whole: those that nobody keeps are outputs, which are looked at by their reports. */
  complete(value: number): void {
    if (this.kept.has(value)) this.at(value);
  }

  at(value: number): MapStatistics {
    const known = this.known.get(value);
    if (known) return known;
    const started = performance.now();
    const found = statisticsIn(this.session, value);
    if (!found) throw new Error(`value ${value} was kept and cannot be read`);
    this.known.set(value, found);
    this.figures.set(value, found.first);
    this.milliseconds += performance.now() - started;
    return found;
  }
}

const imagesOf = ({ shape }: StridedMap): readonly number[] => [...Array(shape.length > 1 ? Math.max(1, shape[0]) : 1).keys()];

function summary(all: readonly ChannelFigures[]): MapStatistics {
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
