import { describe } from "vitest";
import { pairsOf, type PairRow } from "../../support/pairs.ts";

const own = (type: string): string => `customType({ dataType: () => "${type}" })()`;
const t = (columns: string, extra = ""): string =>
  `const { geometry } = pg;\nexport const t = pgTable("~t", { id: integer().primaryKey(), ${columns} }${extra === "" ? "" : `, (t) => [${extra}]`});\n`;
const rows = ["INSERT INTO ~t (id) VALUES (1)"];

const pairs: readonly PairRow[] = [
  [
    "a point comes",
    t("a: text()"),
    t(`a: text(), p: geometry({ type: "point" }), q: geometry({ type: "point", mode: "xy" })`),
    { rows, only: "0.45" },
  ],
  [
    "a point says its system",
    t("a: text()"),
    t(`a: text(), p: geometry({ type: "point", srid: 4326 }), q: geometry({ type: "point", mode: "xy" })`),
    { rows, only: "1.0" },
  ],
  [
    "a point of a system comes",
    t("a: text()"),
    t(
      `a: text(), p: ${own("geometry(Point,4326)")}, q: ${own("geometry(Point, 4326)")}, z: ${own("geometry(PointZ,4326)")}, g: ${own("geography(Point,4326)")}, h: ${own("geography")}`,
    ),
    { rows },
  ],
  ["a point goes", t(`p: ${own("geometry(Point,4326)")}`), t(""), { rows }],
  [
    "no system is the one without a number",
    t(`p: ${own("geometry(Point,0)")}`),
    t(`p: ${own("geometry(Point)")}, n: text()`),
    { rows },
  ],
  [
    "a geography has the usual system",
    t(`p: ${own("geography(Point)")}, q: ${own("geography(Point,4326)")}`),
    t(`p: ${own("geography(Point,4326)")}, q: ${own("geography(Point)")}, n: text()`),
    { rows },
  ],
  [
    "the system becomes another",
    t(`p: ${own("geometry(Point,4326)")}`),
    t(`p: ${own("geometry(Point,3857)")}`),
    { rows },
  ],
  [
    "the kind becomes another",
    t(`p: ${own("geometry(Point,4326)")}`),
    t(`p: ${own("geometry(Geometry,4326)")}`),
    { rows },
  ],
  [
    "any geometry becomes a polygon",
    t(`p: ${own("geometry")}`),
    t(`p: ${own("geometry(Polygon,4326)")}`),
    { rows },
  ],
  [
    "an array of them",
    t(`p: ${own("geometry(Point,4326)[]")}`),
    t(`p: ${own("geometry(Point,4326)[]")}, q: ${own("geometry[]")}, r: ${own("geometry(LineString)")}`),
    { rows },
  ],
  ["text becomes one", t("p: text()"), t(`p: ${own("geometry(Point,4326)")}`), { rows }],
  [
    "a geometry becomes a geography",
    t(`p: ${own("geometry(Point,4326)")}`),
    t(`p: ${own("geography(Point,4326)")}`),
    { rows },
  ],
  [
    "indexes with methods and operator classes",
    t(`p: ${own("geometry(Point,4326)")}`),
    t(
      `p: ${own("geometry(Point,4326)")}`,
      `index("~i").using("gist", t.p), index("~j").using("gist", t.p.op("gist_geometry_ops_nd")), index("~k").using("spgist", t.p), index("~l").using("brin", t.p), index("~m").using("gist", sql\`st_buffer(p, 1)\`)`,
    ),
    { rows },
  ],
  [
    "an operator class becomes another",
    t(`p: ${own("geometry(Point,4326)")}`, `index("~i").using("gist", t.p)`),
    t(`p: ${own("geometry(Point,4326)")}`, `index("~i").using("gist", t.p.op("gist_geometry_ops_nd"))`),
    { rows },
  ],
  [
    "a default, a check and a generated column",
    t(`p: ${own("geometry(Point,4326)")}`),
    t(
      `p: ${own("geometry(Point,4326)")}.default(sql\`st_setsrid(st_makepoint(1, 2), 4326)\`), x: doublePrecision().generatedAlwaysAs(sql\`st_x(p)\`)`,
      `check("~c", sql\`st_x(p) > 0\`)`,
    ),
    { rows },
  ],
  [
    "a table comes with all of it",
    `export const x = pgTable("~x", { a: text() });`,
    t(
      `p: geometry({ type: "point" }).notNull(), q: ${own("geometry(MultiPolygon,4326)")}.notNull()`,
      `index("~i").using("gist", t.p)`,
    ),
  ],
  [
    "a view over it",
    t(`p: ${own("geometry(Point,4326)")}`),
    t(`p: ${own("geometry(Point,3857)")}`) +
      `export const v = pgView("~v").as((q) => q.select({ id: t.id, p: t.p }).from(t));\n`,
    { rows },
  ],
];

describe("columns of PostGIS", () => pairsOf("postgresql", pairs, "postgis"));
