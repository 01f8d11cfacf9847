/** Where the boxes of the icicle are. The one file that knows d3-hierarchy. */
import { hierarchy, partition } from 'd3-hierarchy';
import type { Forest } from './forest.ts';

/** A box; positions and widths are shares of the whole width. */
export interface IcicleBox {
  /** Of the forest; 0 for the root of all, and when it stands for several that are too narrow. */
  readonly node: number;
  /** How many nodes it stands for. */
  readonly nodes: number;
  readonly depth: number;
  readonly left: number;
  readonly width: number;
}

interface Shape {
  readonly node: number;
  readonly nodes: number;
  readonly weight: number;
  readonly children: readonly Shape[];
}

/** Levels below the one that fills the width; deeper ones are reached by zooming. */
const mostLevels = 200;

/**
 * @param root the node that fills the width
 * @param narrowest share of the width below which boxes are put together
 */
export function icicleLayout(
  forest: Forest,
  root: number,
  narrowest: number,
): readonly IcicleBox[] {
  const whole = forest.weight(root);
  if (whole <= 0) return [];
  const shape = shapeOf(forest, root, whole * narrowest);
  const tree = hierarchy(shape, ({ children }) => children);
  // A node is as wide as its own tasks and those below it, which are known already.
  tree.each((each) => Object.assign(each, { value: each.data.weight }));
  return partition<Shape>()(tree)
    .descendants()
    .filter(({ data, x1, x0 }) => data.weight > 0 && x1 > x0)
    .map(({ data, depth, x0, x1 }) => ({
      node: data.node,
      nodes: data.nodes,
      depth,
      left: x0,
      width: x1 - x0,
    }));
}

/** By levels, not by recursion: a stack can be deeper than ours may be. */
function shapeOf(forest: Forest, root: number, narrowest: number): Shape {
  const top = { node: root, nodes: 1, weight: forest.weight(root), children: [] as Shape[] };
  let level = [top];
  for (let depth = 0; depth < mostLevels && level.length > 0; depth++) {
    const next: (typeof level)[number][] = [];
    for (const { node, children } of level) {
      const narrow = { node: 0, nodes: 0, weight: 0, children: [] as Shape[] };
      for (const child of forest.children(node)) {
        const weight = forest.weight(child);
        if (weight >= narrowest) {
          const wide = { node: child, nodes: 1, weight, children: [] as Shape[] };
          children.push(wide);
          next.push(wide);
        } else {
          narrow.node = narrow.nodes === 0 ? child : 0;
          narrow.nodes++;
          narrow.weight += weight;
        }
      }
      if (narrow.weight >= narrowest / 4) children.push(narrow);
    }
    level = next;
  }
  return top;
}
