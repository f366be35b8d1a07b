/** The namespaces other than the default one. */
export const namespaceQuery = `SELECT key FROM spaces WHERE key IS NOT NULL ORDER BY key`;

export interface NamespaceRow {
  readonly key: string;
}
