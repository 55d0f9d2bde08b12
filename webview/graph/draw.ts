// The drawing: one join for each kind of element, keyed by id, of what is in sight only. Zoom and pan are d3's.
// Knows positions and cards; colours and fonts are the style sheet's.
import { select, zoom, zoomIdentity, type Selection, type ZoomBehavior, type ZoomTransform } from 'd3';
import { pathOf, type LayoutResult, type Placed, type Route } from '../../src/diagram/geometry';
import type { Shading } from '../../src/diagram/overlay';
import { shapesOf, type Shape } from '../../src/diagram/shapes';
import type { Item } from '../../src/diagram/visible';

export interface Scene {
  readonly layout: LayoutResult;
  readonly items: ReadonlyMap<string, Item>;
  /** Ids of items. */
  readonly selected: ReadonlySet<string>;
  readonly matches: ReadonlySet<string>;
  readonly shading: Shading;
  /** Names of the model's parts, by the id of what shows them. */
  readonly stages: readonly { readonly id: string; readonly name: string }[];
  /** Class of the overlay's step, or ''. */
  overlayClass(item: Item): string;
  describe(item: Item): string;
}
export interface DrawingEvents {
  select(id: string): void;
  toggle(id: string): void;
  reveal(id: string): void;
  moved(): void;
}

const DURATION_MS = 260;
/** Below this scale texts are grey lines anyway. */
const FAR = 0.32;
/** And below this one lines cannot be told apart. */
const TINY = 0.03;
/** What of a card is drawn from afar. */
const FROM_AFAR: ReadonlySet<string> = new Set(['card', 'band', 'pile', 'disc']);
type Layer = Selection<SVGGElement, unknown, null, undefined>;

interface Frame {
  readonly scene: Scene;
  readonly animate: boolean;
  readonly isFar: boolean;
  /** Nothing but the place of the picture has changed since the frame before. */
  readonly isMoved: boolean;
}

export class Drawing {
  private readonly svg: Selection<SVGSVGElement, unknown, null, undefined>;
  private readonly world: Layer;
  private readonly layers: { readonly groups: Layer; readonly routes: Layer; readonly nodes: Layer; readonly labels: Layer;
    readonly stages: Layer };
  private readonly zoom: ZoomBehavior<SVGSVGElement, unknown>;
  private scene: Scene | null = null;
  private transform: ZoomTransform = zoomIdentity;
  private queued = false;
  private readonly signatures = new Map<string, string>();
  private readonly drawn = new WeakMap<SVGGElement, string>();
  private painted: Frame | null = null;
  private readonly still = matchMedia('(prefers-reduced-motion: reduce)');

  constructor(private readonly root: SVGSVGElement, private readonly events: DrawingEvents) {
    this.svg = select(root);
    this.world = this.svg.append('g');
    const layer = (name: string): Layer => this.world.append('g').attr('class', name);
    this.layers = { groups: layer('groups'), routes: layer('routes'), nodes: layer('nodes'), labels: layer('labels'),
      stages: layer('stages') };
    this.zoom = zoom<SVGSVGElement, unknown>().scaleExtent([0.002, 4]).on('zoom', (event: { transform: ZoomTransform }) => {
      this.transform = event.transform;
      this.world.attr('transform', event.transform.toString());
      this.queue();
      this.events.moved();
    });
    this.svg.call(this.zoom).on('dblclick.zoom', null);
    this.keepMiddle();
  }

  /** What stands in the middle stays there when the panel is made narrower or wider, as by details beside it. */
  private keepMiddle(): void {
    let width = 0;
    new ResizeObserver(() => {
      const now = this.root.clientWidth;
      if (now === 0 || now === width) return;
      const [x, y, k] = this.place;
      if (width > 0) this.moveTo([x + (now - width) / 2, y, k]);
      width = now;
    }).observe(this.root);
  }

  get view(): { readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly k: number } {
    const { x, y, k } = this.transform;
    return { x: -x / k, y: -y / k, width: this.root.clientWidth / k, height: this.root.clientHeight / k, k };
  }
  get place(): readonly [number, number, number] {
    return [this.transform.x, this.transform.y, this.transform.k];
  }
  moveTo([x, y, k]: readonly [number, number, number]): void {
    this.svg.call(this.zoom.transform, zoomIdentity.translate(x, y).scale(k));
  }

  /** Shows another scene. `anchor`, in both scenes, stays where it is on the screen. */
  show(scene: Scene, anchor: string | null): void {
    const before = this.scene;
    this.scene = scene;
    this.signatures.clear();
    const [old, next] = [before?.layout, scene.layout].map((layout) =>
      (anchor === null ? undefined : layout?.boxes.find((box) => box.id === anchor)));
    if (old && next) {
      const [x, y, k] = this.place;
      this.shift(next.x - old.x, next.y - old.y);
      this.moveTo([x - (next.x - old.x) * k, y - (next.y - old.y) * k, k]);
    }
    this.render(before !== null && before.layout !== scene.layout && !this.still.matches);
  }

  panBy(x: number, y: number): void {
    const { k } = this.transform;
    this.svg.call(this.zoom.translateBy, x / k, y / k);
  }

  zoomBy(factor: number): void {
    this.svg.call(this.zoom.scaleBy, factor);
  }

  /** The whole width, and the height as far as texts stay readable. `margin` on the right is kept free. */
  fit(margin = 0): void {
    if (!this.scene) return;
    const { width, height } = this.scene.layout;
    const [w, h] = [this.root.clientWidth, this.root.clientHeight];
    const free = width > w - 2 * margin ? w - margin : w;
    const k = Math.min(1, free / width, Math.max(h / height, 0.8));
    this.moveTo([(free - width * k) / 2, Math.max(0, (h - height * k) / 2), k]);
  }

  /** All of it in sight, however small. */
  whole(): void {
    if (!this.scene) return;
    const { width, height } = this.scene.layout;
    const [w, h] = [this.root.clientWidth, this.root.clientHeight];
    const k = Math.min(1, w / width, h / height);
    this.moveTo([(w - width * k) / 2, (h - height * k) / 2, k]);
  }

  /** Brings a box into sight without moving more than needed. */
  reach(id: string): void {
    const box = this.scene?.layout.boxes.find((each) => each.id === id);
    if (!box) return;
    const view = this.view;
    const inside = box.x >= view.x && box.y >= view.y && box.x + box.width <= view.x + view.width
      && box.y + Math.min(box.height, 80) <= view.y + view.height;
    if (!inside) this.centre(box.x + box.width / 2, box.y + Math.min(box.height / 2, view.height / 3), Math.max(view.k, 0.6));
  }

  centre(x: number, y: number, k = this.transform.k): void {
    const transform = zoomIdentity.translate(this.root.clientWidth / 2 - x * k, this.root.clientHeight / 2 - y * k).scale(k);
    if (this.still.matches) this.svg.call(this.zoom.transform, transform);
    else this.svg.transition().duration(DURATION_MS).call(this.zoom.transform, transform);
  }

  private queue(): void {
    if (this.queued) return;
    this.queued = true;
    requestAnimationFrame(() => {
      this.queued = false;
      this.render(false);
    });
  }

  /** Where everything is drawn at the moment, moved: the picture stands still while its coordinates change. */
  private shift(dx: number, dy: number): void {
    for (const layer of [this.layers.groups, this.layers.nodes]) {
      layer.selectAll<SVGGElement, Placed>('g.item').attr('transform', (box) => `translate(${box.x + dx},${box.y + dy})`);
    }
    this.layers.routes.selectAll('path').remove();
    this.layers.labels.selectAll('text').remove();
  }

  private render(animate: boolean): void {
    const { scene } = this;
    if (!scene) return;
    const view = this.view;
    const isFar = view.k < FAR;
    // While the picture is only moved, what is drawn already stays as it is.
    const frame: Frame = { scene, animate, isFar, isMoved: !animate && this.painted?.scene === scene
      && this.painted.isFar === isFar };
    this.painted = frame;
    this.root.classList.toggle('far', isFar);
    const pad = 0.15;
    const sight = { x: view.x - view.width * pad, y: view.y - view.height * pad, right: view.x + view.width * (1 + pad),
      bottom: view.y + view.height * (1 + pad) };
    const seen = scene.layout.boxes.filter((box) => box.x < sight.right && box.x + box.width > sight.x && box.y < sight.bottom
      && box.y + box.height > sight.y);
    const isOpen = (box: Placed): boolean => scene.items.get(box.id)?.kind === 'open';
    this.joinBoxes(this.layers.groups, seen.filter(isOpen), frame);
    this.joinBoxes(this.layers.nodes, seen.filter((box) => !isOpen(box)), frame);
    const routes = view.k < TINY ? [] : scene.layout.routes.filter(({ points }) => {
      const [first, last] = [points[0], points.at(-1)];
      return first !== undefined && last !== undefined && first[1] < sight.bottom && last[1] > sight.y;
    });
    this.joinRoutes(routes, frame);
    this.joinStages(scene, view.k);
  }

  /** From afar no card can be read: the names of the parts stand beside them. Where two would meet, the second is left out. */
  private joinStages(scene: Scene, k: number): void {
    let free = -Infinity;
    const places = new Map(k < FAR ? scene.layout.boxes.map((box) => [box.id, box] as const) : []);
    const shown = k >= FAR ? [] : scene.stages.flatMap(({ id, name }) => {
      const box = places.get(id);
      const y = box ? (box.y + Math.min(box.height / 2, 14 / k)) * k : 0;
      if (!box || y < free) return [];
      free = y + 14;
      return [{ id, name, y: y / k }];
    });
    this.layers.stages.selectAll<SVGTextElement, { id: string }>('text').data(shown, ({ id }) => id).join('text')
      .attr('x', scene.layout.width + 4 / k).attr('y', ({ y }) => y).style('font-size', `${12 / k}px`).attr('dy',
        '0.35em').text(({ name }) => name);
  }

  /** Says what a card shows, so that one that is the same is left alone. Asked in every frame: made once for each scene. */
  private signature({ items, shading }: Scene, box: Placed): string {
    let text = this.signatures.get(box.id);
    if (text === undefined) {
      const item = items.get(box.id);
      text = item ? JSON.stringify(shapesOf(item, box, shading)) : '';
      this.signatures.set(box.id, text);
    }
    return text;
  }

  private joinBoxes(layer: Layer, boxes: readonly Placed[], { scene, animate, isFar, isMoved }: Frame): void {
    const known = layer.selectAll<SVGGElement, Placed>('g.item').data(boxes, (box) => box.id);
    known.exit().remove();
    const made = known.enter().append('g').attr('transform', (box) => `translate(${box.x},${box.y})`)
      .on('click', (event: MouseEvent, box) => { this.click(event, box); })
      .on('dblclick', (_, box) => { this.events.toggle(box.id); });
    const joined = isMoved ? made : made.merge(known);
    joined.each((box, i, all) => {
      const [group, item] = [all[i], scene.items.get(box.id)];
      const wanted = `${isFar} ${this.signature(scene, box)}`;
      if (!group || !item || this.drawn.get(group) === wanted) return;
      this.drawn.set(group, wanted);
      drawItem(select(group), shapesOf(item, box, scene.shading).filter((shape) => !isFar || FROM_AFAR.has(shape.style)));
    });
    // What the editor's context menu is about.
    joined.attr('data-vscode-context', (box) => (scene.items.get(box.id)?.node ? JSON.stringify({ webviewSection: 'node',
      graphNode: box.id }) : null));
    joined.attr('class', (box) => classesOf(scene, box.id)).attr('id', (box) => elementId(box.id))
      .attr('role', (box) => (scene.items.get(box.id)?.kind === 'open' ? 'group' : 'img'));
    if (animate) joined.transition().duration(DURATION_MS).attr('transform', (box) => `translate(${box.x},${box.y})`);
    else joined.interrupt().attr('transform', (box) => `translate(${box.x},${box.y})`);
    joined.select('title').text((box) => {
      const item = scene.items.get(box.id);
      return item ? scene.describe(item) : '';
    });
  }

  private joinRoutes(routes: readonly Route[], { scene, animate, isMoved }: Frame): void {
    const touches = (route: Route): boolean => route.from.some((id) => scene.selected.has(id))
      || route.to.some((id) => scene.selected.has(id));
    const known = this.layers.routes.selectAll<SVGPathElement, Route>('path').data(routes, (route) => route.id);
    known.exit().remove();
    const made = known.enter().append('path');
    if (animate) {
      made.style('opacity', 0).transition().delay(DURATION_MS * 0.6).duration(DURATION_MS * 0.4).style('opacity', 1);
    }
    const kindOf = (route: Route): string => route.change ?? route.kind;
    (isMoved ? made : made.merge(known)).attr('d', (route) => pathOf(route.points))
      .attr('class', (route) => [route.kind, route.change ?? '', touches(route) ? 'touched' : ''].filter(Boolean).join(' '))
      .attr('marker-end', (route) => (route.arrow ? `url(#arrow-${touches(route) ? 'touched' : kindOf(route)})` : null));
    const labels = this.layers.labels.selectAll<SVGTextElement, Route>('text')
      .data(routes.filter((route) => route.label !== null), (route) => route.id);
    labels.exit().remove();
    const texts = labels.enter().append('text');
    (isMoved ? texts : texts.merge(labels)).attr('x', (route) => route.label?.x ?? 0).attr('y', (route) => route.label?.y ?? 0)
      .text((route) => route.label?.text ?? '');
  }

  private click(event: MouseEvent, box: Placed): void {
    const target = event.target;
    this.events.select(box.id);
    if (target instanceof Element && target.closest('.twisty, .badge')) this.events.toggle(target.closest('.badge')
      ? `${box.id}\u0000badge` : box.id);
    else if (event.detail === 1) this.events.reveal(box.id);
  }
}

export const elementId = (id: string): string =>
  `item-${[...id].map((c) => (/[\w.-]/.test(c) ? c : `_${c.codePointAt(0)?.toString(16) ?? ''}`)).join('')}`;

function classesOf(scene: Scene, id: string): string {
  const item = scene.items.get(id);
  if (!item) return 'item';
  const state = (item.node ?? item.group)?.state ?? 'ok';
  return ['item', item.kind, item.node ? `is-${item.node.category}` : 'is-group', state === 'ok' ? '' : state,
    `level${item.level % 4}`, scene.overlayClass(item), item.change?.kind ?? '',
    scene.selected.has(id) ? 'selected' : '', scene.matches.has(id) ? 'match' : ''].filter(Boolean).join(' ');
}

/** Draws a card from nothing; cards are small and change seldom. */
function drawItem(group: Selection<SVGGElement, unknown, null, undefined>, shapes: readonly Shape[]): void {
  group.selectAll('*').remove();
  group.append('title');
  for (const shape of shapes) {
    const style = shape.style.replace(/^kind /, 'kind is-');
    switch (shape.kind) {
      case 'rect':
        group.append('rect').attr('class', style).attr('x', shape.x).attr('y', shape.y).attr('width', shape.width)
          .attr('height', shape.height).attr('rx', shape.rx);
        break;
      case 'path':
        if (style === 'twisty') twisty(group, shape.d);
        else group.append('path').attr('class', style).attr('d', shape.d);
        break;
      case 'text':
        group.append('text').attr('class', style).attr('x', shape.x).attr('y', shape.y)
          .attr('text-anchor', shape.anchor ?? null).text(shape.text);
    }
  }
}

/** With an area around it that is easy to hit. */
function twisty(group: Selection<SVGGElement, unknown, null, undefined>, d: string): void {
  const mark = group.append('g').attr('class', 'twisty');
  mark.append('rect').attr('x', 1).attr('y', 3).attr('width', 20).attr('height', 20);
  mark.append('path').attr('d', d);
}
