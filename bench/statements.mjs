// Statements by the driver alone, in one transaction.
import Database from "better-sqlite3";

const [path = "app.db", sql = ""] = process.argv.slice(2);
const database = new Database(path);
database.exec(`BEGIN IMMEDIATE; ${sql}; COMMIT`);
database.close();
