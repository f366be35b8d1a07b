export const rows = ["INSERT INTO people (first, last) VALUES ('Ada', 'Lovelace'), ('Alan', 'Turing')"];
export const changed = ["full", "plain", "size", "note"];
