// The drawing: one join for each kind of element, keyed by id, of what is in sight only. Zoom and pan are d3's.
// Knows positions and cards; colours and fonts are the style sheet's.
import { select, zoom, zoomIdentity, type Selection, type ZoomBehavior, type ZoomTransform } from 'd3';
import { CARD, cardOf } from '../../src/diagram/cards';
import { pathOf, type LayoutResult, type Placed, type Route } from '../../src/diagram/geometry';
import type { Item } from '../../src/diagram/visible';

export interface Scene {
  readonly layout: LayoutResult;
  readonly items: ReadonlyMap<string, Item>;
  /** Ids of items. */
  readonly selected: ReadonlySet<string>;
  readonly matches: ReadonlySet<string>;
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
type Layer = Selection<SVGGElement, unknown, null, undefined>;

export class Drawing {
  private readonly svg: Selection<SVGSVGElement, unknown, null, undefined>;
  private readonly world: Layer;
  private readonly layers: { readonly groups: Layer; readonly routes: Layer; readonly nodes: Layer; readonly labels: Layer };
  private readonly zoom: ZoomBehavior<SVGSVGElement, unknown>;
  private scene: Scene | null = null;
  private transform: ZoomTransform = zoomIdentity;
  private queued = false;
  private readonly still = matchMedia('(prefers-reduced-motion: reduce)');

  constructor(private readonly root: SVGSVGElement, private readonly events: DrawingEvents) {
    this.svg = select(root);
    this.world = this.svg.append('g');
    const layer = (name: string): Layer => this.world.append('g').attr('class', name);
    this.layers = { groups: layer('groups'), routes: layer('routes'), nodes: layer('nodes'), labels: layer('labels') };
    this.zoom = zoom<SVGSVGElement, unknown>().scaleExtent([0.02, 4]).on('zoom', (event: { transform: ZoomTransform }) => {
      this.transform = event.transform;
      this.world.attr('transform', event.transform.toString());
      this.queue();
      this.events.moved();
    });
    this.svg.call(this.zoom).on('dblclick.zoom', null);
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
    const [old, next] = [before?.layout, scene.layout].map((layout) =>
      (anchor === null ? undefined : layout?.boxes.find((box) => box.id === anchor)));
    if (old && next) {
      const [x, y, k] = this.place;
      this.shift(next.x - old.x, next.y - old.y);
      this.moveTo([x - (next.x - old.x) * k, y - (next.y - old.y) * k, k]);
    }
    this.render(before !== null && before.layout !== scene.layout && !this.still.matches);
  }

  zoomBy(factor: number): void {
    this.svg.call(this.zoom.scaleBy, factor);
  }

  /** The whole width, and the height as far as texts stay readable. */
  fit(): void {
    if (!this.scene) return;
    const { width, height } = this.scene.layout;
    const [w, h] = [this.root.clientWidth, this.root.clientHeight];
    const k = Math.min(1, w / width, Math.max(h / height, 0.8));
    this.moveTo([(w - width * k) / 2, Math.max(0, (h - height * k) / 2), k]);
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
    this.root.classList.toggle('far', view.k < FAR);
    const pad = 0.15;
    const sight = { x: view.x - view.width * pad, y: view.y - view.height * pad, right: view.x + view.width * (1 + pad),
      bottom: view.y + view.height * (1 + pad) };
    const seen = scene.layout.boxes.filter((box) => box.x < sight.right && box.x + box.width > sight.x && box.y < sight.bottom
      && box.y + box.height > sight.y);
    const isOpen = (box: Placed): boolean => scene.items.get(box.id)?.kind === 'open';
    this.joinBoxes(this.layers.groups, seen.filter(isOpen), scene, animate);
    this.joinBoxes(this.layers.nodes, seen.filter((box) => !isOpen(box)), scene, animate);
    const routes = scene.layout.routes.filter(({ points }) => {
      const [first, last] = [points[0], points.at(-1)];
      return first !== undefined && last !== undefined && first[1] < sight.bottom && last[1] > sight.y;
    });
    this.joinRoutes(routes, scene, animate);
  }

  private joinBoxes(layer: Layer, boxes: readonly Placed[], scene: Scene, animate: boolean): void {
    const draw = (group: SVGGElement, box: Placed): void => {
      const item = scene.items.get(box.id);
      if (item) drawItem(select(group), item, box);
    };
    const joined = layer.selectAll<SVGGElement, Placed>('g.item').data(boxes, (box) => box.id).join(
      (enter) => enter.append('g').attr('transform', (box) =>
        `translate(${box.x},${box.y})`).each(function create(box) { draw(this, box); })
        .on('click', (event: MouseEvent, box) => { this.click(event, box); })
        .on('dblclick', (_, box) => { this.events.toggle(box.id); }),
      (update) => update.each(function refresh(box) {
        const old = select(this).attr('data-drawn');
        if (old !== signature(scene.items.get(box.id), box)) draw(this, box);
      }),
      (exit) => exit.remove(),
    );
    joined.attr('data-drawn', (box) => signature(scene.items.get(box.id), box));
    joined.attr('class', (box) => classesOf(scene, box.id)).attr('id', (box) => elementId(box.id));
    if (animate) joined.transition().duration(DURATION_MS).attr('transform', (box) => `translate(${box.x},${box.y})`);
    else joined.interrupt().attr('transform', (box) => `translate(${box.x},${box.y})`);
    joined.select('title').text((box) => {
      const item = scene.items.get(box.id);
      return item ? scene.describe(item) : '';
    });
  }

  private joinRoutes(routes: readonly Route[], scene: Scene, animate: boolean): void {
    const touches = (route: Route): boolean => route.from.some((id) => scene.selected.has(id))
      || route.to.some((id) => scene.selected.has(id));
    const paths = this.layers.routes.selectAll<SVGPathElement,
      Route>('path').data(routes, (route) => route.id).join((enter) => {
      const made = enter.append('path');
      if (animate) made.style('opacity', 0).transition().delay(DURATION_MS * 0.6).duration(DURATION_MS * 0.4).style('opacity',
        1);
      return made;
    });
    paths.attr('d', (route) => pathOf(route.points)).attr('class',
      (route) => `${route.kind}${touches(route) ? ' touched' : ''}`)
      .attr('marker-end', (route) => (route.arrow ? `url(#arrow-${touches(route) ? 'touched' : route.kind})` : null));
    const labels = routes.filter((route) => route.label !== null);
    this.layers.labels.selectAll<SVGTextElement, Route>('text').data(labels, (route) => route.id).join('text')
      .attr('x', (route) => route.label?.x ?? 0).attr('y', (route) => route.label?.y ?? 0).text((route) => route.label?.text
        ?? '');
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
const signature = (item: Item | undefined, box: Placed): string =>
  (item ? `${item.kind} ${box.width} ${box.height} ${Object.values(cardOf(item)).join('|')}` : '');

function classesOf(scene: Scene, id: string): string {
  const item = scene.items.get(id);
  if (!item) return 'item';
  const state = (item.node ?? item.group)?.state ?? 'ok';
  return ['item', item.kind, item.node ? `is-${item.node.category}` : 'is-group', state === 'ok' ? '' : state,
    `level${item.level % 4}`, scene.overlayClass(item),
    scene.selected.has(id) ? 'selected' : '', scene.matches.has(id) ? 'match' : ''].filter(Boolean).join(' ');
}

/** Draws a card from nothing; cards are small and change seldom. */
function drawItem(group: Selection<SVGGElement, unknown, null, undefined>, item: Item, box: Placed): void {
  const card = cardOf(item);
  group.selectAll('*').remove();
  group.append('title');
  if (item.count > 1) for (const by of [6, 3]) group.append('rect').attr('class', 'pile').attr('x', by).attr('y',
    by).attr('width', box.width).attr('height', box.height).attr('rx', 6);
  group.append('rect').attr('class', 'card').attr('width', box.width).attr('height', box.height).attr('rx', item.kind === 'open'
    ? 8 : 5);
  const text = (kind: string, x: number, y: number, content: string, end = false): Selection<SVGTextElement, unknown, null,
    undefined> =>
    group.append('text').attr('class', kind).attr('x', x).attr('y', y).attr('text-anchor', end ? 'end' : null).text(content);
  if (item.kind === 'open') {
    twisty(group, 11, 13, true);
    text('title', 22, 17, card.title).append('tspan').attr('class', 'badge').text(card.badge === '' ? '' : `  ${card.badge}`);
    text('name', 22, 31, card.name);
    return;
  }
  const line = (i: number): number => CARD.top + 11 + i * CARD.line;
  const isClosed = item.kind === 'closed';
  group.append('path').attr('class', 'band').attr('d', `M5,0a5,5 0 0 0 -5,5v${box.height - 10}a5,5 0 0 0 5,5z`);
  if (isClosed) twisty(group, CARD.padding + 4, line(0) - 4, false);
  text('title', CARD.padding + (isClosed ? 14 : 0), line(0), card.title);
  if (card.badge) text('badge', box.width - CARD.padding, line(0), card.badge, true);
  if (card.name) text('name', CARD.padding, line(1), card.name);
  if (card.shape) text('shape', box.width - CARD.padding, line(1), card.shape, true);
  if (card.figures) text('figures', CARD.padding, line(card.name || card.shape ? 2 : 1), card.figures);
}

function twisty(group: Selection<SVGGElement, unknown, null, undefined>, x: number, y: number, isOpen: boolean): void {
  const mark = group.append('g').attr('class', 'twisty').attr('transform', `translate(${x},${y})`);
  mark.append('rect').attr('x', -10).attr('y', -10).attr('width', 20).attr('height', 20);
  mark.append('path').attr('d', isOpen ? 'M-4,-2L0,2L4,-2' : 'M-2,-4L2,0L-2,4');
}
