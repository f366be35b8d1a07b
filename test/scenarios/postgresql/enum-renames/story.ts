export const rows = ["INSERT INTO people (mood) VALUES ('happy'), ('ok')"];
export const renames = ["mood:temper", "mood.ok:mood.fine"];
export const changed = ["mood", "all"];
