export const rows = [
  `insert into shop.orders (note) values ('a'), ('b')`,
  `insert into counted (name) values ('a'), ('b')`,
];
export const renames = ["visits:visitors", "parcels:shop.parcels"];
export const changed = ["shop.orders.seat"];
