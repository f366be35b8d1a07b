/** One revision with the revisions below it that are drawn too. */
export interface LaneNode {
  readonly id: string;
  readonly parents: readonly string[];
  /** The character that stands for it. */
  readonly symbol: string;
}

/** The drawing left of one revision: its own row, and the rows of lines that part or join around it. */
export interface LaneRows {
  readonly before: readonly string[];
  readonly node: string;
  readonly after: readonly string[];
}

/** Draw a graph as lanes, newest first: every revision comes before those below it. */
export function drawLanes(nodes: readonly LaneNode[]): readonly LaneRows[] {
  const drawn = new Set(nodes.map(({ id }) => id));
  /** The revision that each lane goes to, or null where it is free. */
  const lanes: (string | null)[] = [];
  return nodes.map(({ id, parents, symbol }) => {
    const arriving = lanes.flatMap((target, lane) => (target === id ? [lane] : []));
    const own = arriving[0] ?? free(lanes, 0);
    const joining = arriving.slice(1);
    const before = joining.length === 0 ? [] : [connect(lanes, own, joining, "╯", "┴")];
    for (const lane of joining) lanes[lane] = null;
    lanes[own] = id;
    const node = row(lanes, (lane) => (lane === own ? symbol : lanes[lane] === null ? " " : "│"));
    const [first, ...others] = parents.filter((parent) => drawn.has(parent));
    lanes[own] = first ?? null;
    const opened = others.map((parent) => {
      const lane = free(lanes, own + 1);
      lanes[lane] = parent;
      return lane;
    });
    const after = opened.length === 0 ? [] : [connect(lanes, own, opened, "╮", "┬")];
    return { before, node, after };
  });
}

/** The first free lane from a place on; it is there afterwards. */
function free(lanes: (string | null)[], from: number): number {
  const gap = lanes.findIndex((target, lane) => lane >= from && target === null);
  const lane = gap === -1 ? Math.max(lanes.length, from) : gap;
  lanes[lane] ??= null;
  return lane;
}

/** A line from one lane to others on its right; lanes between them are crossed. */
function connect(
  lanes: readonly (string | null)[],
  own: number,
  others: readonly number[],
  last: string,
  passing: string,
): string {
  const end = Math.max(...others);
  return row(
    lanes,
    (lane) => {
      if (lane === own) return "├";
      if (lane === end) return last;
      if (others.includes(lane)) return passing;
      const isBetween = lane > own && lane < end;
      if (lanes[lane] === null) return isBetween ? "─" : " ";
      return isBetween ? "┼" : "│";
    },
    (lane) => lane >= own && lane < end,
  );
}

function row(
  lanes: readonly (string | null)[],
  cell: (lane: number) => string,
  isJoined: (lane: number) => boolean = () => false,
): string {
  return lanes
    .map((_, lane) => `${cell(lane)}${isJoined(lane) ? "─" : " "}`)
    .join("")
    .trimEnd();
}
