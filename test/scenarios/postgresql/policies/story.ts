export const rows = [
  `insert into team.members values (1, 'ann', 2)`,
  `insert into documents values (1, 1, 'draft', 3, 's')`,
  `insert into closed values (1, 2)`,
];
export const changed = ["documents.secret"];
export const warns = [/all rows of closed are seen/u];
