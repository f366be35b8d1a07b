import type { Access } from "../dialect.ts";
import { connect } from "./driver/connect.ts";
import { isMissing } from "./driver/pglite-url.ts";
import { locate } from "./locate.ts";
import { identifier } from "./identifiers.ts";
import { literal } from "./literal.ts";
import { sql } from "../sql.ts";

/** PostgreSQL, as far as it takes to open a database and to read tables whose form is known. */
export const access: Access = {
  name: "postgresql",
  literal,
  identifier,
  placeholder: (position) => sql`$${position}`,
  connect,
  isMissing,
  locate,
};
