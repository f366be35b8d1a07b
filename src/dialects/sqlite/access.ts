import type { Access } from "../dialect.ts";
import { connect, isMissing } from "./driver/connect.ts";
import { identifier, literal } from "./identifiers.ts";
import { sql } from "../sql.ts";

/** SQLite, as far as it takes to open a database and to read tables whose form is known. */
export const access: Access = {
  name: "sqlite",
  literal,
  identifier,
  placeholder: () => sql`?`,
  connect,
  isMissing,
  // There is no search path.
  locate: () => Promise.resolve(new Map()),
};
