import { expect } from "vitest";
import { statementsOf } from "../../src/core/sql/statements.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { MigError } from "../../src/core/errors.ts";
import type { Rows } from "../../src/dialects/dialect.ts";
import type { OpenOptions } from "../../src/project/open-project.ts";
import { createProject, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

/** A project for tests of data: short ways to run it and to look at what it did. */
export interface DataProject extends Project {
  up(target?: string, options?: Partial<OpenOptions>): Promise<unknown>;
  down(target?: string): Promise<unknown>;
  /** The failure of an upgrade, which must fail. */
  failure(options?: Partial<OpenOptions>): Promise<MigError>;
  rows(sql: string): Promise<Rows>;
  /** Run a script. */
  execute(sql: string): Promise<void>;
}

/** Make one over an empty database of the dialect. */
export async function createDataProject(dialect: Project["dialect"]): Promise<DataProject> {
  const project = await createProject(dialect);
  const up: DataProject["up"] = async (target = "heads", options = {}) =>
    upgrade(await project.open({ confirmBreaking: true }, options), { target });
  return {
    ...project,
    up,
    down: async (target = "base") => downgrade(await project.open({ confirmBreaking: true }), { target }),
    async failure(options) {
      const error: unknown = await up("heads", options).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(MigError);
      return error as MigError;
    },
    rows: async (sql) =>
      (await project.open()).connected(({ connection }) => connection.query(saidInSql(sql))),
    async execute(sql) {
      const environment = await project.open();
      await environment.connected(async ({ connection, dialect: engine }) => {
        for (const part of statementsOf(sql, engine.lexical)) await connection.query(saidInSql(part.sql));
      });
    },
  };
}
