/** Where the functions of a cycle stand: on a ring, in order, the first on top. */

export interface RingPoint {
  readonly x: number;
  readonly y: number;
}

export interface Ring {
  readonly width: number;
  readonly height: number;
  readonly points: readonly RingPoint[];
  /** Paths of arrows from each point to the next one, and from the last one to the first. */
  readonly arrows: readonly string[];
}

/** Pixels: a box with a name, and the room that boxes need beside each other. */
export const boxWidth = 190;
export const boxHeight = 40;
const gap = 40;
/** Between an arrow and the boxes that it joins. */
const clearance = 6;

/** The ring is wider than high, as boxes are. */
const stretch = 1.6;
const smallestRadius = 64;
const growth = 1.1;

export function ringLayout(count: number): Ring {
  let radius = count <= 1 ? 0 : smallestRadius;
  while (!haveRoom(onEllipse(count, radius))) radius *= growth;
  const around = onEllipse(count, radius);
  const xs = around.map(({ x }) => x);
  const ys = around.map(({ y }) => y);
  const width = Math.max(...xs) - Math.min(...xs) + boxWidth + 2 * gap;
  const height = Math.max(...ys) - Math.min(...ys) + boxHeight + gap;
  const center = {
    x: boxWidth / 2 + gap - Math.min(...xs),
    y: (boxHeight + gap) / 2 - Math.min(...ys),
  };
  const points = around.map(({ x, y }) => ({ x: round(center.x + x), y: round(center.y + y) }));
  const arrows = points.map((point, index) =>
    arrow(point, points[(index + 1) % count] ?? point, center),
  );
  return { width: round(width), height: round(height), points, arrows };
}

function onEllipse(count: number, radius: number): readonly RingPoint[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count - Math.PI / 2;
    return { x: radius * stretch * Math.cos(angle), y: radius * Math.sin(angle) };
  });
}

/** For every two boxes, beside or above each other. */
function haveRoom(points: readonly RingPoint[]): boolean {
  return points.every((a, index) =>
    points
      .slice(index + 1)
      .every(
        (b) => Math.abs(a.x - b.x) >= boxWidth + gap || Math.abs(a.y - b.y) >= boxHeight + gap,
      ),
  );
}

/** Bends outwards, so that two functions that await each other have two arrows. */
function arrow(from: RingPoint, to: RingPoint, center: RingPoint): string {
  if (from === to) {
    const right = from.x + boxWidth / 2;
    return `M ${right} ${from.y - 8} c 44 -40 44 56 ${clearance} 20`;
  }
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const out = { x: middle.x - center.x, y: middle.y - center.y };
  const length = Math.hypot(out.x, out.y);
  // Across the middle there is no outwards: to the right of the direction instead.
  const side = { x: -(to.y - from.y), y: to.x - from.x };
  const unit =
    length > 1
      ? { x: out.x / length, y: out.y / length }
      : scaled(side, -1 / Math.hypot(side.x, side.y));
  const bend = { x: round(middle.x + unit.x * 46), y: round(middle.y + unit.y * 46) };
  const start = edgeOf(from, bend);
  const end = edgeOf(to, bend);
  return `M ${start.x} ${start.y} Q ${bend.x} ${bend.y} ${end.x} ${end.y}`;
}

function scaled({ x, y }: RingPoint, factor: number): RingPoint {
  return { x: x * factor, y: y * factor };
}

/** Where the line from the box to a point leaves the box. */
function edgeOf(box: RingPoint, towards: RingPoint): RingPoint {
  const dx = towards.x - box.x;
  const dy = towards.y - box.y;
  const halfWidth = boxWidth / 2 + clearance;
  const halfHeight = boxHeight / 2 + clearance;
  const share = Math.min(
    halfWidth / Math.max(1e-6, Math.abs(dx)),
    halfHeight / Math.max(1e-6, Math.abs(dy)),
  );
  return { x: round(box.x + dx * share), y: round(box.y + dy * share) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
