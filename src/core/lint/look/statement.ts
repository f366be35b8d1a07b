import { hazard, type Hazard } from "../../operations/hazard.ts";
import type { Deed } from "../act.ts";
import type { Entry, Scene } from "../scene.ts";
import { deedOf, operationOf, type Look } from "./look.ts";

/** What rules say of statements that no call says, and of those that want no transaction around them. */
export const lookAtStatement: Look = (entry, at, scene) => {
  const deed = deedOf(entry);
  const operation = operationOf(entry);
  const concurrently =
    (operation?.kind === "createIndex" || operation?.kind === "dropIndex") &&
    operation.args[2]?.concurrently === true;
  if (concurrently && scene.transaction && scene.lexical.dialect !== "sqlite") {
    const verb = operation.kind === "createIndex" ? "CREATE" : "DROP";
    return [hazard("needs-no-transaction", `${verb} INDEX CONCURRENTLY runs in no transaction`)];
  }
  return deed === null ? [] : ofDeed(deed, at, scene);
};

function ofDeed(deed: Deed, at: number, scene: Scene): readonly Hazard[] {
  const isOurs = (table: string | null): boolean => table !== null && scene.isNew(table, at);
  switch (deed.kind) {
    case "alone":
      return scene.transaction
        ? [hazard("needs-no-transaction", `${deed.words} runs in no transaction`)]
        : [];
    case "transaction":
      return [hazard("transaction-statement", `${deed.words} stands in the revision`)];
    case "rewrite":
      return isOurs(deed.table)
        ? []
        : [hazard("table-rewritten", `${deed.words} writes ${deed.table ?? "every table"} again`)];
    case "exclusion":
      return isOurs(deed.table)
        ? []
        : [hazard("exclusion-constraint", `nobody can use ${deed.table} while its index is built`)];
    case "attach":
      return isOurs(deed.partition)
        ? []
        : [hazard("attach-partition", `every row of ${deed.partition} may be looked at`)];
    case "detach":
      if (deed.concurrently)
        return scene.transaction
          ? [hazard("needs-no-transaction", "DETACH PARTITION … CONCURRENTLY runs in no transaction")]
          : [];
      return [hazard("detach-partition", `nobody can use ${deed.table} until ${deed.partition} is detached`)];
    case "update":
      return deed.everyRow && deed.verb === "UPDATE" && !isOurs(deed.table) && !isInBatches(at, scene)
        ? [hazard("update-without-where", `every row of ${deed.table} is written in one statement`)]
        : [];
    case "lockTable": {
      const held = deed.tables.filter((table) => !isOurs(table));
      return held.length === 0 || deed.mode === "ACCESS SHARE"
        ? []
        : [hazard("table-locked", `${held.join(", ")} in ${deed.mode} until the transaction ends`)];
    }
    case "refresh":
      return deed.concurrently || scene.madeBefore(`view:${deed.view}`, at)
        ? []
        : [hazard("refresh-not-concurrent", `nobody can read ${deed.view} until it is filled`)];
    case "grant":
      return [hazard("grant-to-public", deed.words)];
    case "role":
      return [hazard("role-changed", deed.words)];
    case "extension":
      return [hazard("extension-changed", deed.words)];
    case "replicaIdentity":
      return isOurs(deed.table) ? [] : [hazard("replica-identity", `of ${deed.table}`)];
    case "domain":
      return [hazard("domain-constraint", `every column of ${deed.domain} is looked at`)];
    case "renameSchema":
      return [hazard("rename-schema", `code that says ${deed.from} must say ${deed.to}`)];
    case "pragma":
      return deed.name === "foreign_keys" && deed.turnsOff && scene.transaction && !isFollowed(at, scene)
        ? [hazard("foreign-keys-pragma", "PRAGMA foreign_keys does nothing here")]
        : [];
    case "opaque":
      return [hazard("opaque-sql", `what ${deed.words} does cannot be seen`)];
    default:
      return [];
  }
}

/** Whether other statements follow in the same script: the file of an SQL revision, or the text of one call. */
function isFollowed(at: number, { entries }: Scene): boolean {
  const [here, next] = [entries[at], entries[at + 1]];
  return next !== undefined && next.act.said.sql !== null && sameCall(here, next);
}

function sameCall(one: Entry | undefined, two: Entry): boolean {
  return one?.column === null ? two.column === null : one?.line === two.line && one?.column === two.column;
}

function isInBatches(at: number, { entries }: Scene): boolean {
  return entries[at]?.act.said.inBatches === true;
}
