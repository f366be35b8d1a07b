import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { idOf, type Shape } from "./history.ts";
import { isThere } from "./scenario.ts";

/** Alembic, where the system has it: Debian's package runs with Debian's Python. */
export const alembic = {
  isThere: (): boolean => isThere("alembic", "--help"),
  command: (...args: readonly string[]): [string, ...string[]] => ["alembic", ...args],
};

/** The same history for Alembic, over `alembic.db` of the folder. */
export function writeAlembicHistory(folder: string, count: number, shape: (number: number) => Shape): void {
  mkdirSync(join(folder, "alembic/versions"), { recursive: true });
  writeFileSync(
    join(folder, "alembic.ini"),
    "[alembic]\nscript_location = alembic\nsqlalchemy.url = sqlite:///alembic.db\n",
  );
  writeFileSync(join(folder, "alembic/env.py"), environment);
  for (let number = 0; number < count; number += 1) {
    const path = join(folder, "alembic/versions", `${idOf(number)}_create_t${number}.py`);
    writeFileSync(path, revision(number, shape(number)));
  }
}

const environment = `from alembic import context
from sqlalchemy import engine_from_config, pool

engine = engine_from_config(
    context.config.get_section(context.config.config_ini_section), prefix="sqlalchemy.", poolclass=pool.NullPool
)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None, transaction_per_migration=True, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
`;

function revision(number: number, { down }: Shape): string {
  return `"""create t${number}

Revision ID: ${idOf(number)}
"""
import sqlalchemy as sa
from alembic import op

revision = "${idOf(number)}"
down_revision = ${down[0] === undefined ? "None" : `"${idOf(down[0])}"`}
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "t${number}",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("t${number}_name", "t${number}", ["name"])


def downgrade():
    op.drop_table("t${number}")
`;
}
