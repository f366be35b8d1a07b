import { attachmentQuery, type AttachmentRow } from "./attachment.ts";
import { columnQuery, type ColumnRow } from "./column.ts";
import { constraintQuery, type ConstraintRow } from "./constraint.ts";
import { enumQuery, type EnumRow } from "./enum.ts";
import { indexQuery, type IndexRow } from "./index.ts";
import { namespaceQuery, type NamespaceRow } from "./namespace.ts";
import { policyQuery, type PolicyRow } from "./policy.ts";
import type { CatalogueQuery, Presence } from "./presence.ts";
import { sequenceQuery, type SequenceRow } from "./sequence.ts";
import { relationQuery, triggerQuery, type RelationRow, type TriggerRow } from "./table.ts";
import { viewQuery, type ViewRow } from "./view.ts";

/** The rows of the catalogue queries. */
export interface Row {
  readonly spaces: NamespaceRow;
  readonly enums: EnumRow;
  readonly sequences: SequenceRow;
  readonly relations: RelationRow;
  readonly columns: ColumnRow;
  readonly constraints: ConstraintRow;
  readonly indexes: IndexRow;
  readonly triggers: TriggerRow;
  readonly attachments: AttachmentRow;
  readonly policies: PolicyRow;
  readonly views: ViewRow;
}

/**
 * The catalogue queries. Each follows the head of ours.ts and names one relation or object a row; what some
 * versions of the server lack is read through `to_jsonb`, which has only the columns that are there.
 */
export function queries(presence: Presence): { readonly [K in keyof Row]: CatalogueQuery } {
  return {
    spaces: { needs: "spaces", sql: namespaceQuery },
    enums: { needs: "enums", sql: enumQuery },
    sequences: { needs: "sequences", sql: sequenceQuery },
    relations: { needs: "relations", sql: relationQuery },
    columns: { needs: "tables", sql: columnQuery },
    constraints: { needs: "tables", sql: constraintQuery },
    indexes: { needs: "relations", sql: indexQuery },
    triggers: { needs: "triggers", sql: triggerQuery },
    attachments: { needs: "tables", sql: attachmentQuery(presence) },
    policies: { needs: "policies", sql: policyQuery },
    views: { needs: "views", sql: viewQuery },
  };
}
