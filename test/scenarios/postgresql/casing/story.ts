export const rows = [
  "INSERT INTO user_accounts (user_id, first_name) VALUES (2, 'x')",
  "INSERT INTO links VALUES (2, 3)",
];
export const config = { casing: "snake_case" };
